package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.submit.SubmitRun;
import io.agentrunner.submit.TestSubmits;
import io.agentrunner.submit.Wanted;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Invariant 2: a status and its event commit together, or neither does. */
class AtomicityIT extends ExecutionTest {
    @Test
    void a_submit_stores_neither_run_nor_event_when_its_event_fails() {
        submitFails("insert on event", "new.payload = '%s'");
    }

    @Test
    void a_submit_stores_neither_run_nor_event_when_its_run_fails() {
        submitFails("insert on run", "new.goal = '%s'");
    }

    private void submitFails(String occasion, String rows) {
        var goal = "goal " + UUID.randomUUID();
        var good = run(TestProjects.create(), "good");
        var bad = run(good.projectId(), goal);
        try (var failure = Planted.failure(occasion, rows.formatted(goal))) {
            for (var call : List.<ThrowingCallable>of(
                    () -> TestSubmits.submit(intake, bad), () -> TestSubmits.submit(intake, good, bad, good))) {
                var before = failure.fired();
                assertThat(catchThrowable(call)).hasStackTraceContaining(Planted.MESSAGE);
                assertThat(failure.fired()).as("the failure fired").isEqualTo(before + 1);
            }
        }
        assertThat(Sql.number("select count(*) from run where project_id = ?", good.projectId()))
                .isZero();
        assertThat(Sql.number("select count(*) from event where payload = ?", goal))
                .isZero();
    }

    private static SubmitRun run(long project, String goal) {
        return Wanted.run().project(project).goal(goal).build();
    }

    @Test
    void a_claim_changes_no_run_when_one_event_fails() {
        claimFails("insert on event", "new.run_id = %d and new.type = 'RUN_STARTED'");
    }

    @Test
    void a_claim_writes_no_event_when_one_run_fails() {
        claimFails("update on run", "new.id = %d and new.status = 'RUNNING'");
    }

    private void claimFails(String occasion, String rows) {
        var node = TestNodes.live();
        var queued = TestRuns.queued().project(TestProjects.create()).save(3);
        var before = queued.stream().map(TestRuns::everything).toList();
        try (var failure = Planted.failure(occasion, rows.formatted(queued.get(1)))) {
            assertThat(catchThrowable(() -> claims.claim(node, 10))).hasStackTraceContaining(Planted.MESSAGE);
            assertThat(failure.fired()).as("the failure fired").isPositive();
        }
        assertThat(queued.stream().map(TestRuns::everything)).isEqualTo(before);
        assertThat(claims.claim(node, 10)).extracting(ClaimedRun::id).isEqualTo(queued);
    }

    @Test
    void a_completion_changes_nothing_when_its_event_or_its_status_fails() {
        journalFails("RUN_COMPLETED", "COMPLETED", held -> write(held.complete()));
    }

    @Test
    void a_failure_of_the_agent_changes_nothing_when_its_event_or_its_status_fails() {
        journalFails("RUN_FAILED", "FAILED", held -> write(held.fail()));
    }

    @Test
    void an_iteration_changes_nothing_when_its_event_or_its_run_fails() {
        journalFails("STEP", "RUNNING", held -> write(held.iterate(1, "STEP")));
    }

    private void journalFails(String event, String status, Consumer<Held> write) {
        var first = Held.running();
        changesNothing(first.run(), event, status, () -> write.accept(first));
    }

    @Test
    void a_pause_changes_nothing_when_its_event_or_its_status_fails() {
        var run = TestRuns.queued().due("1 hour").save();
        changesNothing(run, "RUN_PAUSED", "PAUSED", () -> runs.pause(run, "tester"));
    }

    @Test
    void a_pause_at_the_end_of_an_iteration_changes_nothing_when_its_event_or_its_status_fails() {
        var node = TestNodes.live();
        var held = new Held(TestRuns.running(node).pauseRequested().save(), 1, node);
        changesNothing(held.run(), "RUN_PAUSED", "PAUSED", () -> write(held.iterate(1, "STEP")));
    }

    @Test
    void a_resume_changes_nothing_when_its_event_or_its_status_fails() {
        var run = TestRuns.paused().due("1 hour").save();
        changesNothing(run, "RUN_RESUMED", "QUEUED", () -> runs.resume(run, "tester"));
    }

    @Test
    void a_stop_changes_nothing_when_its_event_or_its_status_fails() {
        for (var status : List.of("QUEUED", "RUNNING", "PAUSED")) {
            var run = TestRuns.of(status).due("1 hour").save();
            changesNothing(run, "RUN_STOPPED", "STOPPED", () -> runs.stop(run, "tester"));
        }
    }

    @Test
    void a_retry_changes_nothing_when_its_event_or_its_status_fails() {
        var run = TestRuns.failed().save();
        changesNothing(run, "RUN_RETRIED", "QUEUED", () -> runs.retry(run, "tester"));
    }

    @Test
    void a_directive_counts_no_event_that_it_did_not_write() {
        var run = TestRuns.queued().due("1 hour").save();
        changesNothing(run, "DIRECTIVE", "QUEUED", () -> runs.direct(run, "left, please", "tester"));
    }

    @Test
    void a_release_changes_no_run_when_one_event_or_one_status_fails() {
        var node = TestNodes.live();
        var other = TestRuns.running(node).save();
        var run = TestRuns.running(node).save();
        changesNothing(List.of(run, other), "RUN_RELEASED", "QUEUED", () -> claims.release(node, 10));
        assertThat(TestRuns.log(other)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_RELEASED");
        assertThat(TestRuns.status(other)).isEqualTo("QUEUED");
    }

    /**
     * Fails the event and then the row, and each must leave everything unchanged. Finally, without a fault, the call
     * works.
     */
    private static void changesNothing(long run, String event, String status, Runnable call) {
        changesNothing(List.of(run), event, status, call);
    }

    /** The faults hit the first run, and the others must stay unchanged with it. */
    private static void changesNothing(List<Long> all, String event, String status, Runnable call) {
        var run = all.getFirst();
        fails(all, "insert on event", "new.run_id = %d and new.type = '%s'".formatted(run, event), call);
        fails(all, "update on run", "new.id = %d and new.status = '%s'".formatted(run, status), call);
        call.run();
        assertThat(TestRuns.status(run)).isEqualTo(status);
        assertThat(TestRuns.log(run)).contains(event);
        TestRuns.assertLogHolds(run);
    }

    private static void fails(List<Long> all, String occasion, String rows, Runnable call) {
        var before = all.stream().map(TestRuns::everything).toList();
        try (var failure = Planted.failure(occasion, rows)) {
            assertThat(catchThrowable(call::run)).hasStackTraceContaining(Planted.MESSAGE);
            assertThat(failure.fired()).as("the failure fired").isPositive();
        }
        assertThat(all.stream().map(TestRuns::everything)).isEqualTo(before);
    }
}
