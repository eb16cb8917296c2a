package io.agentrunner.journal;

import io.agentrunner.run.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A write with its effect on the run.
 *
 * @param events the events for the log, numbered from {@code firstEvent}
 * @param failures 1 if it counts as a failure
 * @param runAt when the run is due again; null keeps the old time
 */
record AppliedWrite(
        RunWrite write,
        RunStatus status,
        int firstEvent,
        List<Entry> events,
        String result,
        String error,
        int failures,
        Instant runAt,
        Long waitsFor) {

    /**
     * An event to append.
     *
     * @param actor the operator who caused the event; null for the agent or the server
     */
    record Entry(String type, String payload, String actor) {}

    static AppliedWrite of(RunWrite write, LockedRun row, RunStatus status) {
        var events = write.notes().stream()
                .map(note -> new Entry(note.type(), note.payload(), null))
                .toList();
        return new AppliedWrite(write, status, row.lastEvent() + 1, events, null, null, 0, null, null);
    }

    AppliedWrite event(String type, String payload) {
        return event(new Entry(type, payload, null));
    }

    AppliedWrite event(Entry event) {
        var more = new ArrayList<>(events);
        more.add(event);
        return new AppliedWrite(write, status, firstEvent, more, result, error, failures, runAt, waitsFor);
    }

    AppliedWrite status(RunStatus other) {
        return new AppliedWrite(write, other, firstEvent, events, result, error, failures, runAt, waitsFor);
    }

    AppliedWrite result(String json) {
        return new AppliedWrite(write, status, firstEvent, events, json, error, failures, runAt, waitsFor);
    }

    AppliedWrite failure(String json) {
        return new AppliedWrite(write, status, firstEvent, events, result, json, 1, runAt, waitsFor);
    }

    AppliedWrite dueAt(Instant time) {
        return new AppliedWrite(write, status, firstEvent, events, result, error, failures, time, waitsFor);
    }

    AppliedWrite waitsFor(long runId) {
        return new AppliedWrite(write, status, firstEvent, events, result, error, failures, runAt, runId);
    }

    /**
     * Returns the event id of the newest directive that this write consumed. A failed attempt consumes none, so the
     * next one gets them again.
     */
    int directivesDone() {
        return switch (write.outcome()) {
            case Outcome.Fail failed -> 0;
            case Outcome.TimeOut timedOut -> 0;
            default -> write.directivesDone();
        };
    }
}
