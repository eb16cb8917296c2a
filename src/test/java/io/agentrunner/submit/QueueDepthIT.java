package io.agentrunner.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.run.Runs;
import io.agentrunner.settings.Settings;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Due runs and later ones have separate limits. */
class QueueDepthIT extends ContainerTest {
    private static final String DUE = "queue.max.depth";
    private static final String SCHEDULED = "queue.max.scheduled";

    private final long project = TestProjects.create();

    @Inject
    private Intake intake;

    @Inject
    private Runs runs;

    @Inject
    private Settings settings;

    @AfterEach
    void no_limit() {
        limit(Map.of());
    }

    private void limit(Map<String, Long> limits) {
        for (var key : List.of(DUE, SCHEDULED)) {
            System.clearProperty(key);
        }
        limits.forEach((key, most) -> System.setProperty(key, String.valueOf(most)));
        Await.until(
                "the limits hold",
                () -> settings.maxQueueDepth() == limits.getOrDefault(DUE, 0L)
                        && settings.maxScheduled() == limits.getOrDefault(SCHEDULED, 0L));
    }

    private Instant fromNow(Duration time) {
        return runs.queueState().counts().at().plus(time);
    }

    private void submit(Instant at) {
        var run = Wanted.run().project(project).runAt(at).build();
        intake.submit(new Submit(List.of(run), i -> "", false), null);
    }

    private void assertRefused(Instant at, String key) {
        assertThatThrownBy(() -> submit(at)).hasMessageContaining(key);
    }

    @Test
    void runs_that_are_due_later_take_no_place_of_due_ones() {
        submit(fromNow(Duration.ofHours(1)));
        limit(Map.of(DUE, runs.stats().queued() + 1));
        submit(fromNow(Duration.ofHours(1)));
        submit(fromNow(Duration.ofHours(1)));
        submit(null);
        assertRefused(null, DUE);
        submit(fromNow(Duration.ofHours(1)));
    }

    @Test
    void a_time_that_has_passed_is_no_way_around_the_limit() {
        limit(Map.of(DUE, runs.stats().queued() + 1));
        submit(fromNow(Duration.ofHours(-1)));
        assertRefused(fromNow(Duration.ofHours(-1)), DUE);
    }

    @Test
    void later_runs_have_a_limit_that_due_ones_do_not_meet() {
        limit(Map.of(SCHEDULED, runs.stats().scheduled() + 1));
        submit(fromNow(Duration.ofHours(1)));
        assertRefused(fromNow(Duration.ofHours(1)), SCHEDULED);
        submit(null);
        submit(fromNow(Duration.ofHours(-1)));
        assertThat(runs.stats().scheduled()).isPositive();
    }

    @Test
    void a_batch_is_taken_whole_or_not_at_all() {
        limit(Map.of(SCHEDULED, runs.stats().scheduled() + 1));
        var before = runs.stats();
        var later = Wanted.run()
                .project(project)
                .runAt(fromNow(Duration.ofHours(1)))
                .build();
        assertThatThrownBy(() -> intake.submit(new Submit(List.of(later, later), "runs[%d]."::formatted, false), null))
                .hasMessageContaining(SCHEDULED);
        assertThat(runs.stats().scheduled()).isEqualTo(before.scheduled());
    }
}
