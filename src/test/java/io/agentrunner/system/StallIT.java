package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Two nodes: one stops for longer than its lease and continues, and operators reach each node through the other. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        count = 2,
        environment = {
            "WORKER_LEASE=4",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=200",
        })
class StallIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private final Cluster cluster = Cluster.current();

    @Test
    void nothing_that_a_stalled_node_still_wants_to_write_lands_and_it_comes_back_as_another_node() {
        var stepping = Batch.submit(cluster, cluster.api(0), 60, "\"options\":{\"step_seconds\":1.5}");
        var sleeping = Batch.submit(cluster, cluster.api(0), 60, "\"agent\":\"sleep\",\"options\":{\"seconds\":5}");
        var all = stepping.and(sleeping);
        all.await("status = 'RUNNING'");
        stepping.await("current_iteration >= 1");

        var old = all.busiestNode();
        var stalled = cluster.process(old);
        var stalledAt = cluster.texts("select clock_timestamp()").getFirst();
        Fault.stall(stalled);
        var held = all.count("status = 'RUNNING' and node = '" + old + "'");
        assertThat(held).as("runs that the stalled node held").isGreaterThanOrEqualTo(30);
        all.await("losses = 1 and attempt = 2 and node <> '" + old + "'", held);
        assertThat(stalled.isAlive()).isTrue();
        var ranAgain = all.secondsUntilAllRanAgain(stalledAt);
        Fault.goOn(stalled);

        Await.until(
                () -> cluster.idOf(stalled) != null && !cluster.idOf(stalled).equals(old),
                LONG,
                () -> "no new node: " + cluster.api(0).get("/nodes"));
        all.await("status = 'COMPLETED'");
        Await.until(
                () -> cluster.log(stalled, " abandoned: ").size()
                                + cluster.log(stalled, "too late, the run had changed")
                                        .size()
                        >= held,
                LONG,
                () -> "agents of the old incarnation that found out: "
                        + cluster.log(stalled, " abandoned: ").size());
        assertThat(cluster.number("select count(*) from event e join event r using (run_id) where "
                        + all.ours("e.run_id")
                        + " and r.type = 'RUN_RECOVERED' and e.id > r.id and e.attempt <= r.attempt"))
                .as("events of the old incarnation after the recovery")
                .isZero();
        all.expect("losses = 1 and attempt = 2 and failures = 0", held);
        assertThat(stepping.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                .as("iterations, none of them twice")
                .isEqualTo(3L * stepping.size());
        var nodes = cluster.api(0).get("/nodes").body();
        assertThat(nodes.findValuesAsText("id"))
                .hasSize(2)
                .contains(cluster.idOf(stalled))
                .doesNotContain(old);
        cluster.verify();
        Fault.tell("SIGSTOP past the lease, then SIGCONT", held, ranAgain);
    }

    @Test
    void nothing_lands_after_the_lease_though_nobody_was_there_to_recover_the_runs() {
        var runs = Batch.submit(cluster, cluster.api(0), 60, "\"agent\":\"sleep\",\"options\":{\"seconds\":5}");
        runs.await("status = 'RUNNING'");
        cluster.nodes().forEach(Fault::stall);
        Await.until(
                () -> cluster.number("select count(*) from node where lost_at is null"
                                + " and lease_until > clock_timestamp() - interval '1.5 seconds'")
                        == 0,
                LONG,
                () -> "leases are live");
        cluster.nodes().forEach(Fault::goOn);

        runs.await("status = 'COMPLETED'");
        runs.expect("losses = 1 and attempt = 2 and failures = 0", runs.size());
        assertThat(cluster.number("select count(*) from event e join event r using (run_id) where "
                        + runs.ours("e.run_id") + " and r.type = 'RUN_RECOVERED' and e.id < r.id"
                        + " and e.attempt = r.attempt and e.created_at >"
                        + " cast(cast(r.payload as json) ->> 'lease_until' as timestamptz) + interval '1 second'"))
                .as("events of an attempt after the lease of its node")
                .isZero();
        cluster.verify();
        Fault.tell(
                "SIGSTOP of both nodes past their leases",
                runs.size(),
                runs.secondsUntilAllRanAgain(
                        cluster.texts("select max(created_at) from event where type = 'RUN_RECOVERED' and "
                                        + runs.ours("run_id"))
                                .getFirst()));
    }

    @Test
    void a_stop_reaches_an_agent_that_another_node_executes() {
        var run = startedRun("\"agent\":\"sleep\",\"options\":{\"seconds\":60}");
        var executing = cluster.process(cluster.api(0).run(run).get("node").asText());

        assertThat(other(run)
                        .post("/runs/" + run + "/stop")
                        .body()
                        .get("status")
                        .asText())
                .isEqualTo("STOPPED");

        Await.until(
                () -> !cluster.log(executing, "Run " + run + " attempt 1 abandoned")
                        .isEmpty(),
                Duration.ofSeconds(5),
                () -> "the agent goes on");
        assertThat(cluster.api(0).eventTypes(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_STOPPED");
        cluster.verify();
    }

    @Test
    void a_directive_is_consumed_by_an_agent_that_another_node_executes() {
        var run = startedRun("\"options\":{\"step_seconds\":1.5}");

        assertThat(other(run)
                        .post("/runs/" + run + "/directive", "{\"text\":\"in blue\"}")
                        .status())
                .isEqualTo(201);

        cluster.api(0).awaitStatus(run, "COMPLETED", LONG);
        assertThat(cluster.texts("select payload from event where type = 'PLAN_GENERATED' and run_id = " + run))
                .singleElement()
                .asString()
                .contains("in blue");
        assertThat(cluster.number("select count(*) from run where directives_done = last_directive and"
                        + " last_directive > 0 and id = " + run))
                .isEqualTo(1);
        cluster.verify();
    }

    @Test
    void a_pause_through_another_node_holds_at_the_end_of_the_iteration_and_resume_goes_on_after_it() {
        var run = startedRun("\"options\":{\"step_seconds\":1.5}");
        var asked = other(run).post("/runs/" + run + "/pause").body();
        assertThat(asked.get("status").asText()).isEqualTo("RUNNING");

        var paused = cluster.api(0).awaitStatus(run, "PAUSED", LONG);
        assertThat(paused.get("current_iteration").asInt())
                .isEqualTo(asked.get("current_iteration").asInt() + 1);
        other(run).post("/runs/" + run + "/resume");

        cluster.api(0).awaitStatus(run, "COMPLETED", LONG);
        assertThat(cluster.api(0).eventTypes(run))
                .containsExactly(
                        "RUN_CREATED",
                        "RUN_STARTED",
                        "AGENT_THINKING",
                        "RUN_PAUSED",
                        "RUN_RESUMED",
                        "RUN_STARTED",
                        "PLAN_GENERATED",
                        "EXECUTING",
                        "RUN_COMPLETED");
        cluster.verify();
    }

    private long startedRun(String members) {
        var run = cluster.api(0).submit(members);
        cluster.api(0).awaitStatus(run, "RUNNING", LONG);
        return run;
    }

    /** Returns the interface of the node that does not execute the run. */
    private Api other(long run) {
        var executing = cluster.process(cluster.api(0).run(run).get("node").asText());
        return cluster.api(cluster.nodes().indexOf(executing) == 0 ? 1 : 0);
    }
}
