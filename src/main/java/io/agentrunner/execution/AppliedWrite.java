package io.agentrunner.execution;

import io.agentrunner.agent.Iteration.Note;
import java.util.ArrayList;
import java.util.List;

/**
 * A write with the status that it gives its run.
 *
 * @param events what the log gets, numbered from {@code firstEvent}
 * @param error kept apart from {@code result}: a run has one or the other
 */
record AppliedWrite(RunWrite write, String status, int firstEvent, List<Entry> events, String result, String error) {

    /** An event to append; without an actor, since agents and the server write these. */
    record Entry(String type, String payload) {}

    static AppliedWrite of(RunWrite write, LockedRun row, String status) {
        var events = write.notes().stream().map(AppliedWrite::entry).toList();
        return new AppliedWrite(write, status, row.lastEvent() + 1, events, null, null);
    }

    AppliedWrite event(String type, String payload) {
        var more = new ArrayList<>(events);
        more.add(new Entry(type, payload));
        return new AppliedWrite(write, status, firstEvent, more, result, error);
    }

    AppliedWrite result(String json) {
        return new AppliedWrite(write, status, firstEvent, events, json, error);
    }

    AppliedWrite error(String json) {
        return new AppliedWrite(write, status, firstEvent, events, result, json);
    }

    private static Entry entry(Note note) {
        return new Entry(note.type(), note.payload());
    }
}
