package io.agentrunner.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which run waits for which, as far as the runs of one batch are concerned that want to wait. For one thread. */
final class Waits {
    /**
     * A run that another wants to wait for, or that stands further along the waits from there.
     *
     * @param there whether there is such a run
     * @param ended whether it has ended; null unless it was locked
     * @param waitsFor the run that it waits for itself; null if it does not
     */
    record Awaited(long id, boolean there, Boolean ended, Long waitsFor) {}

    private final Map<Long, Awaited> runs = new HashMap<>();
    private final Map<Long, Long> waits = new HashMap<>();

    Waits(List<Awaited> found) {
        for (var run : found) {
            runs.put(run.id(), run);
            if (run.waitsFor() != null) {
                waits.put(run.id(), run.waitsFor());
            }
        }
    }

    /** Why a run cannot wait for another now; nothing when it can. */
    Optional<Written> refusal(long run, long other) {
        if (run == other) {
            return Optional.of(new Written.Refused("Run %d cannot wait for itself.".formatted(run)));
        }
        var awaited = runs.get(other);
        if (awaited == null) {
            return Optional.of(new Written.Locked());
        }
        if (!awaited.there()) {
            return Optional.of(new Written.Refused(
                    "Run %d cannot wait for run %d: there is no run %d.".formatted(run, other, other)));
        }
        if (awaited.ended() == null) {
            return Optional.of(new Written.Locked());
        }
        return circle(run, other).map(Written.Refused::new);
    }

    /** Names the circle that the wait would close. */
    private Optional<String> circle(long run, long other) {
        var path = new StringBuilder("run %d waits for %d".formatted(run, other));
        var steps = 0;
        for (var next = waits.get(other); next != null && steps <= waits.size(); next = waits.get(next), steps++) {
            path.append(" waits for ").append(next);
            if (next == run) {
                return Optional.of(
                        "Run %d cannot wait for run %d, which would never end: %s.".formatted(run, other, path));
            }
        }
        return Optional.empty();
    }

    /** Returns whether a run that was locked has ended. */
    boolean hasEnded(long run) {
        return runs.get(run).ended();
    }

    /** A run of this batch waits for another from now on. */
    void add(long run, long other) {
        if (!hasEnded(other)) {
            waits.put(run, other);
        }
    }
}
