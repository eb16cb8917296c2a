package io.agentrunner.system;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.List;

/** Runs that were posted together, as the database has them. */
record Batch(Cluster cluster, long first, long last, int size) {
    private static final Duration LONG = Duration.ofSeconds(60);

    static Batch submit(Cluster cluster, Api api, int count, String members) {
        var ids = api.submitBatch(count, members);
        return new Batch(cluster, ids.getFirst(), ids.getLast(), count);
    }

    /** These runs and those of a batch that was posted right after it. */
    Batch and(Batch next) {
        if (next.first() != last + 1) {
            throw new AssertionError(this + " and " + next + " are apart");
        }
        return new Batch(cluster, first, next.last(), size + next.size());
    }

    /** How many of them fulfil a condition on their row and on {@code losses}, the number of nodes that a run lost in all. */
    long count(String condition) {
        return cluster.number("select count(*) from " + runs() + " where " + condition);
    }

    /** The ids of those that fulfil such a condition. */
    List<Long> ids(String condition) {
        return cluster.texts("select id from " + runs() + " where " + condition).stream()
                .map(Long::parseLong)
                .toList();
    }

    /** Their rows; {@code recoveries} forgets what a committed iteration forgave, {@code losses} does not. */
    private String runs() {
        return "(select *, (select count(*) from event where run_id = id_of_run and type = 'RUN_RECOVERED') as losses"
                + " from (select *, id as id_of_run from run where " + ours("id") + ") r) runs";
    }

    /** How many events of theirs fulfil a condition. */
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

    /** The node that executes most of them. */
    String busiestNode() {
        return cluster.texts("select node from run where " + ours("id")
                        + " and status = 'RUNNING' group by node order by count(*) desc limit 1")
                .getFirst();
    }

    /** The condition that a column is the id of one of them. */
    String ours(String column) {
        return column + " between " + first + " and " + last;
    }

    /** Seconds from a moment until the last of them was started again after it, by the database's clock. */
    double secondsUntilAllRanAgain(String since) {
        return cluster.number("select cast(1000 * extract(epoch from max(created_at) - timestamptz '" + since
                        + "') as bigint) from event where " + ours("run_id")
                        + " and type = 'RUN_STARTED' and attempt > 1")
                / 1000.0;
    }

    /** Seconds of the longest time after a moment in which nothing of theirs was written. */
    double secondsOfLongestSilence(String since) {
        return cluster.number("select cast(1000 * max(extract(epoch from gap)) as bigint) from ("
                        + "select created_at - lag(created_at) over (order by created_at) as gap from event where "
                        + ours("run_id") + " and created_at > timestamptz '" + since + "') gaps")
                / 1000.0;
    }

    /** That so many of them fulfil a condition; says otherwise what became of all. */
    void expect(String condition, long wanted) {
        var found = count(condition);
        if (found != wanted) {
            throw new AssertionError(found + " of " + wanted + " are " + condition + ": " + fates());
        }
    }

    /** What became of them, in groups. */
    List<String> fates() {
        return cluster.texts("select count(*) || ' ' || status || ', attempt ' || attempt || ', failures ' || failures"
                + " || ', recoveries ' || recoveries || coalesce(', ' || min(error), '') from run where " + ours("id")
                + " group by status, attempt, failures, recoveries");
    }
}
