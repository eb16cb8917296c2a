package io.agentrunner.inside;

import io.agentrunner.event.Partitions;

/** The partitions of the event table, for tests. */
public final class TestPartitions {
    private TestPartitions() {}

    /** Returns the first run id of a range beyond all existing partitions, with a gap before it. */
    public static long unprepared() {
        var last = Sql.number("select max(substring(relid::regclass::text from 7)::bigint)"
                + " from pg_partition_tree('event') where isleaf");
        return (last + 3) * Partitions.WIDTH;
    }

    /** Returns whether the partition of a run exists. */
    public static boolean exists(long run) {
        return Sql.text("select to_regclass(?)", "event_%06d".formatted(run / Partitions.WIDTH)) != null;
    }
}
