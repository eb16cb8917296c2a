package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ComputingAgent;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.TestWorker;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CPU-bound agents leave the carrier threads to others. */
class CpuBoundIT extends WorkerTest {
    private static final String PLACES = "worker.cpu.concurrency";

    @Inject
    private Slots slots;

    private final List<Long> computing = new ArrayList<>();

    @AfterEach
    void the_processors_are_free() {
        computing.forEach(ComputingAgent::letGo);
        computing.forEach(run -> awaitStatus(run, "COMPLETED"));
        System.clearProperty(PLACES);
        Await.until(
                "places as before",
                () -> settings.cpuConcurrency() == Runtime.getRuntime().availableProcessors());
    }

    private long compute() {
        var run = submit("computing", 1, null, null);
        computing.add(run);
        return run;
    }

    private void places(int count) {
        System.setProperty(PLACES, String.valueOf(count));
        Await.until("there are so many places", () -> settings.cpuConcurrency() == count);
    }

    private static List<String> started(List<Long> runs) {
        return runs.stream()
                .flatMap(run -> TestRuns.log(run).stream())
                .filter("RUN_STARTED"::equals)
                .toList();
    }

    @Test
    void as_many_compute_as_there_are_places_and_the_others_wait_in_the_queue_unclaimed() {
        places(1);
        var first = compute();
        Await.until("it computes", () -> TestRuns.status(first).equals("RUNNING"));
        var second = compute();
        var third = compute();
        TestWorker.awaitLook();
        assertThat(slots.freeForCpu()).isZero();
        assertThat(TestRuns.log(second)).containsExactly("RUN_CREATED");
        assertThat(TestRuns.log(third)).containsExactly("RUN_CREATED");

        ComputingAgent.letGo(first);
        Await.until("the next computes", () -> TestRuns.status(second).equals("RUNNING"));
        assertThat(TestRuns.log(third)).containsExactly("RUN_CREATED");
        places(2);
        Await.until("a place more is used", () -> TestRuns.status(third).equals("RUNNING"));
        assertThat(started(computing)).as("each was claimed once").hasSize(3);
    }

    @Test
    void others_begin_at_once_while_as_many_compute_as_there_are_processors() {
        var processors = Runtime.getRuntime().availableProcessors();
        for (var i = 0; i < processors + 1; i++) {
            compute();
        }
        Await.until("all places are taken", () -> started(computing).size() == processors);
        for (var i = 0; i < 5; i++) {
            var run = submit("noop", 1, null, null);
            awaitStatus(run, "COMPLETED");
            assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_COMPLETED");
        }
        assertThat(started(computing)).hasSize(processors);
    }
}
