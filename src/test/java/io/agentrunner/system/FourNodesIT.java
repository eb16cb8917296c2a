package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Four nodes that were started at the same moment on an empty database. */
@MicroShedTest
@Nodes(
        count = 4,
        environment = {"WORKER_CHECK_INTERVAL=0.2", "WORKER_CONCURRENCY=20"})
class FourNodesIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private final Cluster cluster = Cluster.current();

    @Test
    void nodes_that_start_at_once_on_an_empty_database_migrate_it_once_and_all_serve() {
        assertThat(cluster.texts("select version from flyway_schema_history where success order by installed_rank"))
                .containsExactly("1", "2");
        assertThat(cluster.number("select count(*) from node where lease_until > now()"))
                .isEqualTo(4);
        for (var node = 0; node < 4; node++) {
            assertThat(cluster.api(node).get("/health/ready").status()).isEqualTo(200);
            assertThat(cluster.api(node)
                            .get("/worker/status")
                            .body()
                            .get("running")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void ten_runs_and_then_five_hundred_are_each_claimed_exactly_once_by_more_than_one_node() {
        var ten = new ArrayList<Long>();
        for (var i = 0; i < 10; i++) {
            ten.add(cluster.api(i % 4).submit("\"agent\":\"sleep\",\"options\":{\"seconds\":0.3}"));
        }
        assertEachRanOnce(ten);
        assertEachRanOnce(cluster.api(0).submitBatch(500, "\"agent\":\"sleep\",\"options\":{\"seconds\":0.1}"));
    }

    private void assertEachRanOnce(List<Long> runs) {
        var of = " from run where id between " + runs.getFirst() + " and " + runs.getLast();
        Await.until(
                () -> cluster.number("select count(*)" + of + " and status = 'COMPLETED'") == runs.size(),
                LONG,
                () -> cluster.number("select count(*)" + of + " and status = 'COMPLETED'") + " completed");
        assertThat(cluster.number("select count(*)" + of + " and attempt = 1 and failures = 0"))
                .isEqualTo(runs.size());
        assertThat(cluster.number("select count(distinct node)" + of))
                .as("nodes that took part")
                .isGreaterThan(1);
        cluster.verify();
    }

    @Test
    void however_often_processing_is_triggered_on_every_node_a_run_is_executed_once() throws Exception {
        var run = cluster.api(0).submit("\"options\":{\"step_seconds\":0.7}");
        var done = new AtomicBoolean();
        var whileRunning = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var triggers = new ArrayList<java.util.concurrent.Future<?>>();
            for (var node = 0; node < 4; node++) {
                var api = cluster.api(node);
                triggers.add(threads.submit(() -> {
                    while (!done.get()) {
                        assertThat(api.post("/worker/process").status()).isEqualTo(202);
                        if (api.run(run).get("status").asText().equals("RUNNING")) {
                            whileRunning.incrementAndGet();
                        }
                    }
                }));
            }
            try {
                cluster.api(0).awaitStatus(run, "COMPLETED", LONG);
            } finally {
                done.set(true);
            }
            for (var trigger : triggers) {
                trigger.get();
            }
        }
        assertThat(whileRunning.get()).as("triggers while the run executed").isGreaterThan(20);
        assertThat(cluster.api(1).eventTypes(run))
                .containsExactly(
                        "RUN_CREATED", "RUN_STARTED", "AGENT_THINKING", "PLAN_GENERATED", "EXECUTING", "RUN_COMPLETED");
        assertThat(cluster.api(2).run(run).get("current_iteration").asInt()).isEqualTo(4);
    }

    @Test
    void every_node_tells_the_same_of_a_run_and_of_the_counters() {
        var run = cluster.api(3).submit("\"agent\":\"noop\"");
        cluster.api(0).awaitStatus(run, "COMPLETED", LONG);
        var answers = new HashSet<String>();
        for (var node = 0; node < 4; node++) {
            answers.add(cluster.api(node).run(run).toString());
        }
        assertThat(answers).hasSize(1);
        assertThat(cluster.api(1).get("/stats").body().get("completed").asLong())
                .isEqualTo(cluster.number("select count(*) from run where status = 'COMPLETED'"));
    }
}
