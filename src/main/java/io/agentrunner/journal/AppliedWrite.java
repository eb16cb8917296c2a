package io.agentrunner.journal;

import io.agentrunner.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A write with its effect on the locked run. {@link WritePart} lists the parts that are stored.
 *
 * @param run the change of the run's row
 * @param events the events for the log, numbered from {@link #firstEvent}
 */
record AppliedWrite(RunWrite write, LockedRun row, RunChange run, List<Entry> events) {

    /**
     * An event to append.
     *
     * @param actor the operator who asked for it; null for what the agent or the server did
     */
    record Entry(String type, String payload, String actor) {}

    static AppliedWrite of(RunWrite write, LockedRun row, RunStatus status) {
        var events = write.notes().stream()
                .map(note -> new Entry(note.type(), note.payload(), null))
                .toList();
        return new AppliedWrite(write, row, RunChange.to(status), events);
    }

    RunStatus status() {
        return run.status();
    }

    int firstEvent() {
        return row.lastEvent() + 1;
    }

    AppliedWrite event(String type, String payload) {
        return event(new Entry(type, payload, null));
    }

    AppliedWrite event(Entry event) {
        var more = new ArrayList<>(events);
        more.add(event);
        return new AppliedWrite(write, row, run, more);
    }

    AppliedWrite run(UnaryOperator<RunChange> change) {
        return new AppliedWrite(write, row, change.apply(run), events);
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
