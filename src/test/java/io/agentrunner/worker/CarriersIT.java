package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents that compute without a pause, and do not declare it, block every carrier thread. */
class CarriersIT extends WorkerTest {
    @Inject
    private Carriers carriers;

    @Inject
    private WorkerResource resource;

    private final AtomicBoolean computing = new AtomicBoolean(true);

    @AfterEach
    void the_processors_are_free() {
        computing.set(false);
        Await.until("attempts begin again", () -> !carriers.areBusy());
    }

    private static void compute(BooleanSupplier on) {
        while (on.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private List<Long> holdAllCarriers() {
        var hogs = new ArrayList<Long>();
        for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            var hog = submit(1, null, null);
            started(hog, 1);
            hogs.add(hog);
        }
        hogs.forEach(hog -> Gate.of(hog).begin(context -> {
            compute(computing::get);
            return null;
        }));
        return hogs;
    }

    @Test
    void what_does_not_begin_within_5_s_is_released_unharmed_and_the_node_claims_nothing_until_others_begin() {
        var hogs = holdAllCarriers();
        var run = submit("noop", 1, 1, null);
        Await.until("it is claimed", () -> TestRuns.log(run).contains("RUN_STARTED"));
        Await.until("it is released", () -> TestRuns.log(run).contains("RUN_RELEASED"));
        var second = submit("noop", 1, 1, null);

        assertThat(Sql.text("select payload from event where run_id = ? and type = 'RUN_RELEASED'", run))
                .contains("it did not begin within 5 s of its claim");
        assertThat(resource.status().heldBack()).contains("wait for a processor");
        var stats = "select failures + given_back + recoveries from run where id = ?";
        assertThat(Sql.number(stats, run)).isZero();
        assertThat(TestRuns.log(run)).as("its time-out of 1 s did not run").doesNotContain("RUN_TIMED_OUT");
        assertThat(TestRuns.log(second)).containsExactly("RUN_CREATED");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_RELEASED");

        computing.set(false);
        awaitStatus(run, "COMPLETED");
        awaitStatus(second, "COMPLETED");
        assertThat(resource.status().heldBack()).isNull();
        hogs.forEach(hog -> Gate.of(hog).finish(null));
    }
}
