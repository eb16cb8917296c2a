package io.agentrunner.inside;

import java.util.UUID;

/** Nodes that only exist as rows, for tests that do the steps of a worker by hand. */
public final class TestNodes {
    private TestNodes() {}

    /** Makes a node whose lease lasts longer than any test. */
    public static UUID live() {
        return withLease("1 hour");
    }

    /** Makes a node whose lease ended a moment ago. */
    public static UUID expired() {
        return withLease("-1 millisecond");
    }

    /** Returns how many nodes have a live lease, including the server's own. */
    public static int liveCount() {
        return (int) Sql.number("select count(*) from node where lost_at is null and lease_until > clock_timestamp()");
    }

    private static UUID withLease(String left) {
        var id = UUID.randomUUID();
        Sql.run(
                "insert into node (id, name, version, lease_until, concurrency) "
                        + "values (?, 'test', 'test', clock_timestamp() + cast(? as interval), 100)",
                id,
                left);
        return id;
    }
}
