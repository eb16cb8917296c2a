package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two instances in a deployment group, from the first command of server-config/README.md to the last. */
@Tag("server")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeploymentGroupIT extends DomainOfTwo {
    @Test
    @Order(1)
    void stop_domain_with_runs_in_flight_leaves_none_running_and_counts_nothing() throws Exception {
        readme.run("Setting up");
        readme.run("Deploying");
        Await.until("ready", LONG, () -> client(SERVER).isReady());
        var runs = client(SERVER).submit(20, "\"options\":{\"step_seconds\":3}");
        awaitCount(20, runs, "status = 'RUNNING'");

        domain.stop(LONG);

        assertCount(0, runs, "status = 'RUNNING'");
        assertCount(20, runs, "status = 'QUEUED' and failures = 0 and recoveries = 0");
        database.verify();
        domain.start();
        awaitCount(20, runs, "status = 'COMPLETED'");
        assertCount(20, runs, "attempt = 2 and failures = 0 and recoveries = 0");

        domain.asadmin("undeploy", PayaraDomain.NAME);
        readme.run("Taking it back");
        // Not earlier, since the server completes its own configuration at the first command and deployment
        before = configuration();
    }

    @Test
    @Order(2)
    void both_instances_claim_and_nothing_runs_twice() throws Exception {
        readme.run("Setting up");
        assertThat(configuration()).isNotEqualTo(before);
        readme.run("Making the group");
        awaitBoth();

        var runs = client(FIRST).submit(60, "\"options\":{\"step_seconds\":1}");
        awaitCount(60, runs, "status = 'COMPLETED'");
        assertThat(database.number("select count(distinct node) from run where " + ours(runs)))
                .as("nodes that took part")
                .isEqualTo(2);
        assertCount(60, runs, "attempt = 1 and failures = 0 and recoveries = 0");
        assertThat(database.texts("select name from node order by name")).containsExactly("node-1", "node-2");
        database.verify();
    }

    @Test
    @Order(3)
    void a_change_in_the_domain_holds_on_both_instances_while_they_run() throws Exception {
        assertThat(client(FIRST).interval()).as("the default").isEqualTo(5);
        readme.run("Tuning the instances while they run");
        client(FIRST).awaitInterval(2);
        client(SECOND).awaitInterval(2);
        assertThat(client(SECOND).sourceOf("worker.check.interval")).isEqualTo("Domain");
    }

    @Test
    @Order(4)
    void a_rolling_redeploy_lets_runs_finish_gives_the_longer_ones_back_and_always_leaves_one_ready() throws Exception {
        var ids = database.texts("select id from node");
        var longer = "\"options\":{\"step_seconds\":18}";
        var runs =
                new long[] {client(FIRST).submit(10, longer)[0], client(SECOND).submit(10, longer)[1]};
        awaitCount(20, runs, "status = 'RUNNING'");
        var begun = Instant.now();

        var meanwhile = SteadyClient.start(FIRST, SECOND);
        var printed = readme.run("Deploying a new version, one instance after the other");
        var shorter = meanwhile.stop();

        assertThat(printed).contains("was not replicated to server node-1", "was not replicated to server node-2");
        assertThat(meanwhile.unready()).as("polls that found none ready").isEmpty();
        awaitBoth();
        assertThat(database.texts("select id from node")).doesNotContainAnyElementsOf(ids);
        for (var name : List.of("node-1", "node-2")) {
            assertThat(Files.getLastModifiedTime(deployedOn(name)).toInstant()).isAfter(begun);
        }
        awaitCount(20, runs, "status = 'COMPLETED'");
        assertCount(20, runs, "failures = 0 and recoveries = 0");
        assertThat(database.number("select count(*) from event where type = 'RUN_RELEASED' and " + events(runs)))
                .as("long runs that were in flight when their instance went")
                .isPositive();
        assertThat(database.number(
                        "select count(*) from event where type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING') and "
                                + events(runs)))
                .as("iterations, none of them twice")
                .isEqualTo(3 * 20);
        Await.until("short runs end in one attempt", LONG, () -> database.number(completed(shorter)) == shorter.size());
        for (var node : ids) {
            assertThat(database.number(completed(shorter) + " and node = '" + node + "'"))
                    .as("short runs of each instance before its restart")
                    .isPositive();
        }
        database.verify();
    }

    private static String completed(List<Long> runs) {
        var ids = runs.stream().map(String::valueOf).collect(Collectors.joining(","));
        return "select count(*) from run where status = 'COMPLETED' and attempt = 1 and id in (" + ids + ")";
    }

    /** Returns the application as the instance has unpacked it. */
    private static Path deployedOn(String instance) throws Exception {
        try (var all = Files.walk(folder)) {
            return all.filter(path -> path.endsWith(instance + "/applications/" + PayaraDomain.NAME))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @Order(5)
    void an_instance_that_is_stopped_hands_its_runs_to_the_other() throws Exception {
        var runs = client(FIRST).submit(10, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        awaitCount(10, runs, "status = 'RUNNING'");
        var stopped = inFlight("node-1");
        if (stopped == 0) {
            // The other instance may take them all, and then finds no slot for these
            client(SECOND).submit(20, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
            Await.until("runs on node-1", LONG, () -> inFlight("node-1") > 0);
        }
        var nodes = database.texts("select id from node where name = 'node-1'");

        readme.run("Stopping one instance");

        assertThat(database.number(
                        "select count(*) from run where status = 'RUNNING' and node = '" + nodes.getFirst() + "'"))
                .as("runs left with the node that was stopped")
                .isZero();
        awaitCount(10, runs, "status = 'RUNNING'");
        assertCount(10, runs, "failures = 0 and recoveries = 0");
        assertThat(database.number("select count(*) from event where type = 'RUN_RELEASED' and run_id >= " + runs[0]))
                .isPositive();
        awaitBoth();
    }

    @Test
    @Order(6)
    void an_instance_that_is_killed_loses_its_runs_to_the_other() throws Exception {
        Await.until("runs on node-2", LONG, () -> inFlight("node-2") > 0);
        var held = inFlight("node-2");
        var taken = Math.min(held, 20 - inFlight("node-1"));
        assertThat(taken).isPositive();
        var killed = database.texts("select id from node where name = 'node-2'").getFirst();
        var mine = "id in (select run_id from event where type = 'RUN_RECOVERED')";

        instance("node-2").destroyForcibly();

        Await.until(
                "recovered runs execute on node-1",
                LONG,
                () -> database.number(
                                "select count(*) from run where status = 'RUNNING' and recoveries = 1 and " + mine)
                        >= taken);
        assertThat(database.number("select count(*) from run where status = 'RUNNING' and node = '" + killed + "'"))
                .isZero();
        assertThat(database.number("select count(*) from run where failures > 0"))
                .isZero();
        database.verify();
    }

    @Test
    @Order(7)
    void when_all_of_it_is_taken_away_the_server_is_configured_as_before() throws Exception {
        readme.run("Starting one that was killed");
        awaitBoth();
        client(SECOND).submit(40, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        Await.until("runs on both", LONG, () -> inFlight("node-1") > 0 && inFlight("node-2") > 0);
        domain.asadmin(
                "delete-config-property",
                "--target",
                "agents",
                "--source=domain",
                "--propertyName=worker.check.interval");
        client(FIRST).awaitInterval(5);
        client(SECOND).awaitInterval(5);
        readme.run("Taking the group away");
        assertThat(database.number("select count(*) from run where status = 'RUNNING'"))
                .as("runs that the stopped group left")
                .isZero();

        readme.run("Taking it back");

        assertThat(configuration()).isEqualTo(before);
    }
}
