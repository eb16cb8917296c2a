package io.agentrunner.journal;

import io.agentrunner.event.EventType;
import io.agentrunner.platform.json.Json;
import io.agentrunner.run.RunStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/**
 * Decides the effect of a write on a run that its attempt still holds. There is no other place for this. Thread-safe.
 */
@ApplicationScoped
class Verdict {
    /** The due time of a run that waits for another one. The end of the other run brings it forward. */
    private static final Instant NOT_BEFORE_WOKEN = Instant.parse("9999-12-31T00:00:00Z");

    @Inject
    private RetryPolicy retries;

    /**
     * Completion and failure win over a request to pause. A request to pause wins over an iteration, a wait and a
     * retry.
     */
    AppliedWrite on(RunWrite write, LockedRun row, Waits waits) {
        return switch (write.outcome()) {
            case Outcome.Continue()
            when row.pauseRequested() -> paused(AppliedWrite.of(write, row, RunStatus.PAUSED), row);
            case Outcome.Continue() -> AppliedWrite.of(write, row, RunStatus.RUNNING);
            case Outcome.Complete(String result) ->
                AppliedWrite.of(write, row, RunStatus.COMPLETED)
                        .run(run -> run.result(result))
                        .event(EventType.RUN_COMPLETED, result);
            case Outcome.Fail(String error, boolean last) ->
                failed(AppliedWrite.of(write, row, RunStatus.FAILED), row, error, last);
            case Outcome.TimeOut(String error) -> {
                var timedOut = AppliedWrite.of(write, row, RunStatus.FAILED).event(EventType.RUN_TIMED_OUT, error);
                yield failed(timedOut, row, error, false);
            }
            case Outcome.WaitFor(var time) -> waiting(write, row, row.now().plus(time), null);
            case Outcome.WaitUntil(Instant time) -> waiting(write, row, time, null);
            case Outcome.WaitForRun(long other) ->
                waits.hasEnded(other)
                        ? waiting(write, row, row.now(), null)
                        : waiting(write, row, NOT_BEFORE_WOKEN, other);
        };
    }

    private AppliedWrite failed(AppliedWrite failed, LockedRun row, String error, boolean last) {
        var failures = row.failures() + 1;
        if (last || failures >= row.maxAttempts() || row.overdue()) {
            return failed.run(run -> run.failure(error)).event(EventType.RUN_FAILED, error);
        }
        var again = row.now().plus(retries.wait(failures, row.retry()));
        var payload = Json.object().put("run_at", again.toString());
        payload.set("error", Json.parse(error));
        return queued(
                failed.run(run -> run.failure(error).dueAt(again))
                        .event(EventType.RUN_RETRY_SCHEDULED, Json.text(payload)),
                row);
    }

    private static AppliedWrite waiting(RunWrite write, LockedRun row, Instant until, Long other) {
        var payload = Json.object();
        if (other == null) {
            payload.put("run_at", until.toString());
        } else {
            payload.put("run", other);
        }
        var waiting = AppliedWrite.of(write, row, RunStatus.QUEUED)
                .run(run -> run.dueAt(until))
                .event(EventType.RUN_WAITING, Json.text(payload));
        return queued(other == null ? waiting : waiting.run(run -> run.waitsFor(other)), row);
    }

    /** Queues the run, or pauses it if an operator requested that meanwhile. The log has an event for each. */
    private static AppliedWrite queued(AppliedWrite apply, LockedRun row) {
        return row.pauseRequested()
                ? paused(apply.run(run -> run.status(RunStatus.PAUSED)), row)
                : apply.run(run -> run.status(RunStatus.QUEUED));
    }

    private static AppliedWrite paused(AppliedWrite apply, LockedRun row) {
        return apply.event(new AppliedWrite.Entry(EventType.RUN_PAUSED, null, row.pauseRequestedBy()));
    }
}
