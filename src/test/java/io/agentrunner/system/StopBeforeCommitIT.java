package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.launcher.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A node is stopped between the UPDATE of its journal and the COMMIT, while its transaction holds the rows of runs. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        agents = SteppingAgent.class,
        environment = {
            "WORKER_LEASE=6",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=200",
        })
class StopBeforeCommitIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MOST_TRIES = 20;
    private static final int LEAST_WRITTEN = 10;
    /**
     * The delay of a slow network. A transaction is idle for twice as long between two statements, so the signal
     * arrives within this time.
     */
    private static final Duration DELAY = Duration.ofMillis(100);
    /** By then, all data that were under way at the stop have arrived. */
    private static final Duration SETTLED = DELAY.multipliedBy(3);

    /** Selects the transactions of the journal that have written runs of a node and are idle before their COMMIT. */
    private static final String WINDOW = "from pg_stat_activity a join run r on r.xmax = a.backend_xid"
            + " where a.state = 'idle in transaction' and a.query ~"
            + " '^\\s*(update run r\\s+set status = w|insert into (event|checkpoint) .*\\s+select . from unnest)'"
            + " and r.node = '%s'";

    /** More than half of the lease is left, as with punctual heartbeats. On this network they may be late. */
    private static final String RENEWED = "exists (select 1 from node n where n.id = r.node"
            + " and n.lease_until > clock_timestamp() + interval '3.5 seconds')";

    private final Cluster cluster = Cluster.current();

    @Test
    void a_transaction_that_stands_before_its_commit_is_ended_within_the_lease_and_nothing_of_it_lands()
            throws Exception {
        try (var proxy = new SilentProxy(cluster.databaseUrl())) {
            var other = cluster.idOf(cluster.nodes().getFirst());
            var slow = cluster.add(Map.of("DATABASE_URL", proxy.url()));
            var old = cluster.idOf(slow);
            // Only the slow node claims, so that its batches are large enough for this test.
            ask(other, "drain");
            var runs = stepping(1500).and(stepping(2100));
            runs.await("status = 'RUNNING' and node = '" + old + "'");
            ask(other, "undrain");
            proxy.slowDown(DELAY);
            var session = stopInTheWindow(slow, old);
            var stoppedAt = cluster.texts("select clock_timestamp()").getFirst();
            var held = runs.count("status = 'RUNNING' and node = '" + old + "'");

            // The fault: rows that are written and locked, but not committed, by a process that is stopped.
            var written = ids("select r.id " + WINDOW.formatted(old) + " and a.pid = " + session + " order by r.id");
            assertThat(written)
                    .as("runs that the stopped transaction has written")
                    .isNotEmpty();
            assertThat(free(written))
                    .as("of these, rows that another session can lock")
                    .isEmpty();

            Await.until(() -> free(written).equals(written), LONG, () -> "the rows are held still");
            assertThat(cluster.number("select count(*) from node where id = '" + old
                            + "' and lost_at is null and lease_until > clock_timestamp()"))
                    .as("when the rows are free, the lease still lives")
                    .isEqualTo(1);
            assertThat(cluster.databaseLog("[" + session + "] FATAL"))
                    .as("what ended the session")
                    .singleElement()
                    .asString()
                    .contains("terminating connection due to idle-in-transaction timeout");

            runs.await("losses = 1 and attempt = 2 and node = '" + other + "'", held);
            var ranAgain = runs.secondsUntilAllRanAgain(stoppedAt);
            runs.await("status = 'COMPLETED'");
            assertThat(slow.isAlive()).isTrue();
            var finished = picture(runs);
            Fault.goOn(slow);
            Await.until(
                    () -> cluster.idOf(slow) != null && !cluster.idOf(slow).equals(old),
                    LONG,
                    () -> "no new node: " + cluster.texts("select n::text from node n"));
            Await.until(() -> foundOut(slow) >= held, LONG, () -> foundOut(slow) + " of " + held + " found out");

            assertThat(picture(runs)).as("the runs and their events").isEqualTo(finished);
            runs.expect("losses = 1 and attempt = 2 and failures = 0", held);
            assertThat(runs.events("type = 'STEPPED'"))
                    .as("iterations, none of them twice")
                    .isEqualTo((long) SteppingAgent.ITERATIONS * runs.size());
            cluster.verify();
            Fault.tell("SIGSTOP between UPDATE and COMMIT of " + written.size() + " runs", held, ranAgain);
        }
    }

    private Batch stepping(int millis) {
        return Batch.submit(
                cluster, cluster.api(1), 60, "\"agent\":\"stepping\",\"options\":{\"millis\":" + millis + "}");
    }

    private void ask(String node, String action) {
        assertThat(cluster.api(1).post("/nodes/" + node + "/" + action).status())
                .isEqualTo(200);
    }

    /** Stops the process repeatedly until it is between UPDATE and COMMIT. Returns its session. */
    private String stopInTheWindow(NodeProcess process, String node) {
        for (var i = 0; i < MOST_TRIES; i++) {
            Await.until(
                    () -> !inTheWindow(node, RENEWED).isEmpty(),
                    LONG,
                    () -> "no transaction of the journal writes " + LEAST_WRITTEN + " runs");
            Fault.stall(process);
            var stoppedAt = cluster.texts("select clock_timestamp()").getFirst();
            Await.until(
                    () -> cluster.number("select cast(clock_timestamp() > timestamptz '" + stoppedAt + "' + interval '"
                                    + SETTLED.toMillis() + " milliseconds' as int)")
                            == 1,
                    LONG,
                    () -> "time stands still");
            var stands = inTheWindow(
                    node,
                    RENEWED + " and a.state_change < timestamptz '" + stoppedAt + "' + interval '"
                            + DELAY.multipliedBy(2).toMillis() + " milliseconds'");
            if (!stands.isEmpty()) {
                return stands.getFirst();
            }
            Fault.goOn(process);
        }
        throw new AssertionError("The stop never hit a transaction between UPDATE and COMMIT");
    }

    private List<String> inTheWindow(String node, String condition) {
        return cluster.texts("select a.pid " + WINDOW.formatted(node) + " and " + condition
                + " group by a.pid having count(*) >= " + LEAST_WRITTEN);
    }

    private List<Long> ids(String sql) {
        return cluster.texts(sql).stream().map(Long::valueOf).toList();
    }

    /** Returns the runs among these whose rows no other session holds. */
    private List<Long> free(List<Long> runs) {
        var in = String.join(",", runs.stream().map(String::valueOf).toList());
        return ids("select id from run where id in (" + in + ") order by id for update skip locked");
    }

    /** Returns the number of agents of the process that noticed the end of their attempt. */
    private int foundOut(NodeProcess process) {
        return cluster.log(process, " abandoned: ").size()
                + cluster.log(process, "too late, the run had changed").size();
    }

    /**
     * Returns the runs and their events with the transactions that wrote them, so that every write changes the result.
     */
    private List<String> picture(Batch runs) {
        return cluster.texts("select xmin || ' ' || r::text from run r where " + runs.ours("id")
                + " union all select xmin || ' ' || e::text from event e where " + runs.ours("run_id") + " order by 1");
    }
}
