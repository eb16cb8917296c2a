package io.agentrunner.journal;

import io.agentrunner.run.RunStatus;
import java.time.Instant;

/**
 * The change of a run's row by a write.
 *
 * @param result JSON text, or null
 * @param error JSON text, or null
 * @param failures 1 if the write counts as a failure
 * @param runAt when the run is due again; null leaves it unchanged
 * @param waitsFor the run for whose end it waits, or null
 */
record RunChange(RunStatus status, String result, String error, int failures, Instant runAt, Long waitsFor) {
    static RunChange to(RunStatus status) {
        return new RunChange(status, null, null, 0, null, null);
    }

    RunChange status(RunStatus other) {
        return new RunChange(other, result, error, failures, runAt, waitsFor);
    }

    RunChange result(String json) {
        return new RunChange(status, json, error, failures, runAt, waitsFor);
    }

    RunChange failure(String json) {
        return new RunChange(status, result, json, 1, runAt, waitsFor);
    }

    RunChange dueAt(Instant time) {
        return new RunChange(status, result, error, failures, time, waitsFor);
    }

    RunChange waitsFor(long runId) {
        return new RunChange(status, result, error, failures, runAt, runId);
    }
}
