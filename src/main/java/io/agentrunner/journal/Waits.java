package io.agentrunner.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The waits between runs that matter for one batch. For one thread. */
final class Waits {
    /**
     * A run for which another one wants to wait, or one further along its chain of waits.
     *
     * @param there whether the run exists
     * @param ended whether the run has ended; null if it was not locked
     * @param waitsFor the run for which this run waits; null if it does not wait
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

    /** Returns the reason why a run cannot wait for another one now, or empty if it can. */
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
                    "Run %d cannot wait for run %d: run %d does not exist.".formatted(run, other, other)));
        }
        if (awaited.ended() == null) {
            return Optional.of(new Written.Locked());
        }
        return circle(run, other).map(Written.Refused::new);
    }

    /** Returns a text that names the circle that the wait would close. */
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

    /** Returns whether a locked run has ended. */
    boolean hasEnded(long run) {
        return runs.get(run).ended();
    }

    /** Notes that a run of this batch waits for another one from now on. */
    void add(long run, long other) {
        if (!hasEnded(other)) {
            waits.put(run, other);
        }
    }
}
