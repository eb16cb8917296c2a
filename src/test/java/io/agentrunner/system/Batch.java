package io.agentrunner.system;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.List;

/** Runs that were posted together, as they are in the database. */
record Batch(Cluster cluster, long first, long last, int size) {
    private static final Duration LONG = Duration.ofSeconds(60);

    static Batch submit(Cluster cluster, Api api, int count, String members) {
        var ids = api.submitBatch(count, members);
        return new Batch(cluster, ids.getFirst(), ids.getLast(), count);
    }

    /** Returns these runs and those of the batch that was posted next. */
    Batch and(Batch next) {
        if (next.first() != last + 1) {
            throw new AssertionError(this + " and " + next + " are apart");
        }
        return new Batch(cluster, first, next.last(), size + next.size());
    }

    /**
     * Returns how many of the runs fulfil a condition on their row and on {@code losses}, the total number of nodes
     * that a run lost.
     */
    long count(String condition) {
        return cluster.number("select count(*) from " + runs() + " where " + condition);
    }

    /** Returns the ids of the runs that fulfil such a condition. */
    List<Long> ids(String condition) {
        return cluster.texts("select id from " + runs() + " where " + condition).stream()
                .map(Long::parseLong)
                .toList();
    }

    /** Selects the rows of the runs. A committed iteration resets {@code recoveries}, but not {@code losses}. */
    private String runs() {
        return "(select *, (select count(*) from event where run_id = id_of_run and type = 'RUN_RECOVERED') as losses"
                + " from (select *, id as id_of_run from run where " + ours("id") + ") r) runs";
    }

    /** Returns how many events of the runs fulfil a condition. */
    long events(String condition) {
        return cluster.number("select count(*) from event where " + ours("run_id") + " and (" + condition + ")");
    }

    void await(String condition) {
        await(condition, size);
    }

    void await(String condition, long wanted) {
        Await.until(
                () -> count(condition) >= wanted,
                LONG,
                () -> count(condition) + " of " + wanted + " are " + condition + ": " + fates());
    }

    /** Returns the node that executes most of the runs. */
    String busiestNode() {
        return cluster.texts("select node from run where " + ours("id")
                        + " and status = 'RUNNING' group by node order by count(*) desc limit 1")
                .getFirst();
    }

    /** Returns the condition that a column is the id of one of the runs. */
    String ours(String column) {
        return column + " between " + first + " and " + last;
    }

    /**
     * Returns the seconds from a moment until the last of the runs was started again after it, by the database's clock.
     */
    double secondsUntilAllRanAgain(String since) {
        return cluster.number("select cast(1000 * extract(epoch from max(created_at) - timestamptz '" + since
                        + "') as bigint) from event where " + ours("run_id")
                        + " and type = 'RUN_STARTED' and attempt > 1")
                / 1000.0;
    }

    /** Returns the longest time, in seconds, after a moment without a write for these runs. */
    double secondsOfLongestSilence(String since) {
        return cluster.number("select cast(1000 * max(extract(epoch from gap)) as bigint) from ("
                        + "select created_at - lag(created_at) over (order by created_at) as gap from event where "
                        + ours("run_id") + " and created_at > timestamptz '" + since + "') gaps")
                / 1000.0;
    }

    /** Waits until this many runs fulfil a condition. A failure shows the state of all. */
    void expect(String condition, long wanted) {
        var found = count(condition);
        if (found != wanted) {
            throw new AssertionError(found + " of " + wanted + " are " + condition + ": " + fates());
        }
    }

    /** Returns the state of the runs, in groups. */
    List<String> fates() {
        return cluster.texts("select count(*) || ' ' || status || ', attempt ' || attempt || ', failures ' || failures"
                + " || ', recoveries ' || recoveries || coalesce(', ' || min(error), '') from run where " + ours("id")
                + " group by status, attempt, failures, recoveries");
    }
}
