package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.microshed.testing.jupiter.MicroShedTest;

/** Three nodes, whose clocks are right, five minutes ahead and five minutes behind: the database's clock decides. */
@Tag("chaos")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@MicroShedTest
@Nodes(
        count = 3,
        clocks = {0, WrongClockIT.OFF, -WrongClockIT.OFF},
        agents = WaitingAgent.class,
        environment = {
            "WORKER_LEASE=4",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=20",
        })
class WrongClockIT {
    static final int OFF = 300;
    private static final int SLOTS = 20;
    private static final double LEASE = 4;
    private static final double CHECK_INTERVAL = 0.5;
    /** The time that a busy machine may need for a round, which is far less than the error of the clocks. */
    private static final double SLACK = 5;

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PAYLOAD_RUN_AT = "cast(cast(e.payload as json) ->> 'run_at' as timestamptz)";
    private final Cluster cluster = Cluster.current();

    @BeforeEach
    void the_clocks_are_off() {
        var expected = List.of(0, OFF, -OFF);
        for (var i = 0; i < expected.size(); i++) {
            var node = cluster.nodes().get(i);
            var id = cluster.idOf(node);
            assertThat(id)
                    .as("what node %d, which lives, is in the database", i)
                    .isNotNull();
            assertAhead(
                    expected.get(i), cluster.log(node, id).getFirst(), "started_at", "node where id = '" + id + "'");
        }
    }

    /**
     * Fails unless a node wrote a line of its log this many seconds ahead of a time that the database stored at about
     * that moment.
     */
    private void assertAhead(int seconds, String line, String entered, String from) {
        var at = cluster.number("select cast(1000 * extract(epoch from " + entered + ") as bigint) from " + from);
        assertThat((WrongClock.writtenAt(line) - at) / 1000.0)
                .as("seconds by which the clock is ahead of the node that wrote: %s", line)
                .isCloseTo(seconds, within(SLACK));
    }

    @AfterEach
    void every_lease_and_every_event_has_the_databases_time() {
        assertThat(cluster.texts("select name || ' for ' || lease_until - clock_timestamp() from node"
                        + " where lost_at is null and lease_until - clock_timestamp()"
                        + " not between interval '0' and interval '" + LEASE + " seconds'"))
                .as("leases that do not end within the next lease")
                .isEmpty();
        assertThat(cluster.texts("select run_id || '/' || id from (select run_id, id, created_at,"
                        + " lag(created_at) over (partition by run_id order by id) as before from event) e"
                        + " where created_at < before or created_at > clock_timestamp()"))
                .as("events that are older than the one before, or not yet due")
                .isEmpty();
        cluster.verify();
    }

    @Test
    @Order(1)
    void runs_are_due_by_the_databases_clock_on_every_node() {
        var asked = now();
        var members = "\"agent\":\"sleep\",\"options\":{\"seconds\":5},\"run_at\":\"%s\",\"deadline_at\":\"%s\""
                .formatted(in(3), in(OFF / 2));
        var all = Batch.submit(cluster, cluster.api(0), SLOTS, members)
                .and(Batch.submit(cluster, cluster.api(1), SLOTS, members))
                .and(Batch.submit(cluster, cluster.api(2), SLOTS, members));

        // All at once, which needs every slot of every node.
        all.await("status = 'RUNNING'");
        all.await("status = 'COMPLETED'");

        all.expect("attempt = 1 and failures = 0 and losses = 0", all.size());
        assertThat(nodesOf(all)).as("nodes that took part").isEqualTo(3);
        assertThat(seconds("e.created_at - r.run_at", "RUN_STARTED", all))
                .as("seconds from due to started")
                .hasSize(all.size())
                .allSatisfy(late -> assertThat(late).isBetween(0.0, CHECK_INTERVAL + SLACK));
        all.expect(
                "created_at between timestamptz '" + asked + "' and started_at and started_at >= run_at"
                        + " and finished_at between started_at + interval '5 seconds' and clock_timestamp()",
                all.size());
    }

    @Test
    @Order(2)
    void waits_retries_time_outs_and_deadlines_take_the_databases_time_on_every_node() {
        var waiting = fourThroughEachNode(
                "\"agent\":\"waiting\",\"retry\":{\"base_seconds\":1,\"factor\":1,\"max_seconds\":1}");
        var longSleep = "\"agent\":\"sleep\",\"options\":{\"seconds\":60}";
        var timed = fourThroughEachNode(longSleep + ",\"timeout_seconds\":2,\"max_attempts\":1");
        var due = "\"deadline_at\":\"" + in(4) + "\"";
        var overdue = fourThroughEachNode(longSleep + "," + due);
        var paused = "\"run_at\":\"" + in(5) + "\",\"deadline_at\":\"" + in(6) + "\"";
        var unclaimed = fourThroughEachNode(longSleep + "," + paused);
        for (var run = unclaimed.first(); run <= unclaimed.last(); run++) {
            cluster.api(0).post("/runs/" + run + "/pause");
        }

        waiting.await("status = 'COMPLETED'");
        timed.await("status = 'FAILED'");
        overdue.await("status = 'FAILED'");
        unclaimed.await("status = 'FAILED'");

        for (var kind : List.of(waiting, timed, overdue)) {
            assertThat(nodesOf(kind)).as("nodes that took part").isEqualTo(3);
        }
        waiting.expect("attempt = 3 and failures = 1", waiting.size());
        for (var event : List.of("RUN_WAITING", "RUN_RETRY_SCHEDULED")) {
            assertThat(seconds(PAYLOAD_RUN_AT + " - e.created_at", event, waiting))
                    .as("seconds that %s gives", event)
                    .hasSize(waiting.size())
                    .allSatisfy(wait -> assertThat(wait).isBetween(-SLACK, 1.0));
            assertThat(seconds("next.created_at - " + PAYLOAD_RUN_AT, event, waiting))
                    .as("seconds from the time that %s gives to the next attempt", event)
                    .hasSize(waiting.size())
                    .allSatisfy(late -> assertThat(late).isBetween(0.0, CHECK_INTERVAL + SLACK));
        }
        assertThat(cluster.number("select count(*) from (select run_id from event where type = 'RUN_STARTED' and "
                        + waiting.ours("run_id") + " group by run_id having count(distinct payload) > 1) moved"))
                .as("runs that moved between nodes")
                .isPositive();
        assertThat(seconds("e.created_at - r.attempt_started_at", "RUN_TIMED_OUT", timed))
                .as("seconds until the time-out")
                .hasSize(timed.size())
                .allSatisfy(after -> assertThat(after).isBetween(2.0, 2.0 + SLACK));
        assertThat(seconds("e.created_at - r.deadline_at", "RUN_TIMED_OUT", overdue))
                .as("seconds after the deadline of runs that were executed")
                .hasSize(overdue.size())
                .allSatisfy(after -> assertThat(after).isBetween(0.0, SLACK));
        assertThat(seconds("e.created_at - r.deadline_at", "RUN_TIMED_OUT", unclaimed))
                .as("seconds after the deadline of runs that nobody executed")
                .hasSize(unclaimed.size())
                .allSatisfy(after -> assertThat(after).isBetween(0.0, 1.0 + SLACK));
    }

    @Test
    @Order(3)
    void no_live_node_is_taken_for_lost_in_three_leases() {
        Await.until(
                () -> cluster.number("select count(*) from node where started_at < clock_timestamp() - interval '"
                                + 3 * LEASE + " seconds'")
                        == 3,
                LONG,
                () -> "nodes are " + cluster.texts("select n::text from node n"));
        assertThat(cluster.texts("select n::text from node n where lost_at is null"))
                .hasSize(3);
        assertThat(cluster.number("select count(*) from node")).isEqualTo(3);
        assertThat(cluster.number("select count(*) from event where type = 'RUN_RECOVERED'"))
                .isZero();
        for (var node : cluster.nodes()) {
            assertThat(cluster.log(node, ") is up")).hasSize(1);
        }
    }

    /** Runs last, since it leaves one node: the one whose clock is behind, with the runs of the node that is ahead. */
    @Test
    @Order(4)
    void runs_of_a_killed_node_are_recovered_in_time_by_one_whose_clock_is_ten_minutes_behind_its() throws Exception {
        cluster.stop(cluster.nodes().get(0));
        var ahead = cluster.nodes().get(0);
        var killed = cluster.idOf(ahead);
        var behind = cluster.idOf(cluster.nodes().get(1));
        var stepping = Batch.submit(cluster, cluster.api(0), SLOTS / 2, "\"options\":{\"step_seconds\":1}");
        var sleeping =
                Batch.submit(cluster, cluster.api(0), SLOTS / 2, "\"agent\":\"sleep\",\"options\":{\"seconds\":2.5}");
        var all = stepping.and(sleeping);
        all.await("status = 'RUNNING'");
        stepping.await("current_iteration >= 1");

        var killedAt = now();
        cluster.kill(ahead);
        var held = all.count("status = 'RUNNING' and node = '" + killed + "'");
        assertThat(held).as("runs that the killed node held").isGreaterThanOrEqualTo(5);
        all.await("status = 'COMPLETED'");

        all.expect("losses = 1 and attempt = 2 and failures = 0 and node = '" + behind + "'", held);
        all.expect("losses = 0 and attempt = 1 and failures = 0", all.size() - held);
        var ranAgain = all.secondsUntilAllRanAgain(killedAt);
        assertThat(ranAgain).as("seconds until all ran again").isLessThanOrEqualTo(LEASE + CHECK_INTERVAL + SLACK);
        assertThat(all.events("type = 'RUN_RECOVERED' and cast(payload as json) ->> 'node' = '" + killed + "'"
                        + " and cast(cast(payload as json) ->> 'lease_until' as timestamptz) <= created_at"))
                .as("recoveries after the end of the lease")
                .isEqualTo(held);
        assertThat(stepping.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                .as("iterations, none of them twice")
                .isEqualTo(3L * stepping.size());
        assertAhead(
                -OFF,
                cluster.log(cluster.nodes().getFirst(), " recovered from node ").getFirst(),
                "min(created_at)",
                "event where type = 'RUN_RECOVERED' and " + all.ours("run_id"));
        Fault.tell("SIGKILL between clocks that are ten minutes apart", held, ranAgain);
    }

    /** Posted one by one, so the node that receives a run takes it, unless another one polls at that moment. */
    private Batch fourThroughEachNode(String members) {
        Batch all = null;
        for (var i = 0; i < 12; i++) {
            var one = Batch.submit(cluster, cluster.api(i % 3), 1, members);
            all = all == null ? one : all.and(one);
        }
        return all;
    }

    /** Returns how many nodes started the first attempts. */
    private long nodesOf(Batch runs) {
        return cluster.number(
                "select count(distinct payload) from event where type = 'RUN_STARTED' and attempt = 1 and "
                        + runs.ours("run_id"));
    }

    /**
     * Returns an interval at each event {@code e} of a type, with its run {@code r} and the event after it, {@code
     * next}.
     */
    private List<Double> seconds(String interval, String type, Batch runs) {
        return cluster
                .texts("select extract(epoch from " + interval + ") from event e join run r on r.id = e.run_id"
                        + " left join event next on next.run_id = e.run_id and next.id = e.id + 1"
                        + " where e.type = '" + type + "' and " + runs.ours("e.run_id"))
                .stream()
                .map(Double::valueOf)
                .toList();
    }

    private String now() {
        return in(0);
    }

    /** Returns a time by the database's clock. */
    private String in(int seconds) {
        return cluster.texts("select to_char((clock_timestamp() + interval '" + seconds
                        + " seconds') at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
                .getFirst();
    }
}
