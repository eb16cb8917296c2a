package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.TestWorker;
import io.agentrunner.node.Membership;
import io.agentrunner.submit.Door;
import io.agentrunner.submit.Starter;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The door by which runs start with their submit is exclusive, and closing it without an answer leads to a comparison.
 */
class SubmitDoorIT extends WorkerTest {
    private static final Duration AT_ONCE = Duration.ofMillis(50);

    /** Long before two comparisons of the heartbeats. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @Inject
    private Starter starter;

    @Inject
    private ClaimLoop loop;

    @Inject
    private Membership membership;

    @BeforeEach
    void the_worker_is_on() {
        TestWorker.on();
    }

    @Test
    void while_a_door_is_open_nobody_else_claims_for_the_node() {
        try (var door = opened()) {
            assertThat(loop.whileNoneIsClaimed(AT_ONCE, () -> {})).isFalse();
            try (var second = starter.door()) {
                assertThat(second.offer(1)).isEmpty();
            }
            door.started(List.of());
        }
        assertThat(loop.whileNoneIsClaimed(SOON, () -> {})).isTrue();
    }

    @Test
    void a_door_that_another_thread_closes_is_closed() throws InterruptedException {
        var door = opened();
        var closing = Thread.ofPlatform().start(door::close);
        closing.join();
        assertThat(loop.whileNoneIsClaimed(SOON, () -> {})).isTrue();
    }

    @Test
    void more_runs_than_a_submit_may_start_are_offered_nothing() {
        try (var door = starter.door()) {
            assertThat(door.offer(21)).isEmpty();
        }
    }

    @Test
    void a_door_that_closes_without_an_answer_leaves_in_doubt_what_it_started() {
        var door = opened();
        var run = TestRuns.running(membership.node()).save();
        door.close();
        Await.until("the run is given back", SOON, () -> TestRuns.log(run).contains("RUN_RELEASED"));
    }

    /** Several tries, since the worker may be polling. */
    private Door opened() {
        var door = starter.door();
        Await.until("the node offers its slots", () -> door.offer(1).isPresent());
        return door;
    }
}
