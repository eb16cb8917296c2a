package io.agentrunner.stream;

import java.util.List;
import java.util.stream.Stream;

/**
 * The newest events of a run that has viewers. Immutable, so that any thread may read it.
 *
 * @param frames without a gap; the newest is that of event {@code last}
 * @param last the number of events of the run
 * @param ended whether the run has ended with event {@code last}, or no longer exists
 */
record Window(List<Frame> frames, int last, boolean ended) {
    /** Without frames: each viewer that has fewer than {@code last} events reads them from the database. */
    static Window empty(int last, boolean ended) {
        return new Window(List.of(), last, ended);
    }

    /** Returns whether the event after {@code cursor} is older than this window. */
    boolean isBehind(int cursor) {
        return cursor < last - frames.size();
    }

    /** The frame after {@code cursor}; null if there is none yet. The cursor must not be behind. */
    Frame after(int cursor) {
        return cursor >= last ? null : frames.get(frames.size() - (last - cursor));
    }

    /** This window with newer frames that follow it, and without the oldest that no longer fit. */
    Window and(List<Frame> newer, boolean hasEnded, int mostBytes) {
        var all = Stream.concat(frames.stream(), newer.stream()).toList();
        return new Window(all, last + newer.size(), hasEnded).within(mostBytes);
    }

    /** This window without the oldest frames that no longer fit. */
    Window within(int mostBytes) {
        var from = frames.size();
        var bytes = 0L;
        while (from > 0 && bytes + frames.get(from - 1).size() <= mostBytes) {
            bytes += frames.get(--from).size();
        }
        return from == 0 ? this : new Window(List.copyOf(frames.subList(from, frames.size())), last, ended);
    }
}
