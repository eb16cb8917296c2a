package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Logs lines about attempts, of which there may be many. There are at most {@value #LINES} lines per second for starts
 * and ends, and at most {@value #LINES} for a statement that changed several runs. Another line counts the rest, since
 * writing a line takes longer than claiming a run. DEBUG has all lines, and the runs' own events have all the facts.
 * Thread-safe.
 */
@ApplicationScoped
class AttemptLog {
    private static final System.Logger LOG = System.getLogger(AttemptLog.class.getName());
    private static final int LINES = 20;

    private final AtomicLong second = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();

    /**
     * Returns the beginning of every line about a run. Logs of several nodes are read together, and by programs.
     *
     * @param node the node that executes or recovers the attempt
     */
    static String head(UUID node, long run, int attempt) {
        return "Node %s: Run %d attempt %d".formatted(node, run, attempt);
    }

    void usual(Supplier<String> line) {
        var now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        var before = second.get();
        if (now != before && second.compareAndSet(before, now)) {
            tellLeftOut(lines.getAndSet(0));
        }
        LOG.log(lines.incrementAndGet() <= LINES ? Level.INFO : Level.DEBUG, line);
    }

    private static void tellLeftOut(long told) {
        if (told > LINES) {
            LOG.log(Level.INFO, () -> "%d more attempts started or ended".formatted(told - LINES));
        }
    }

    /**
     * Logs the effect of one statement on several runs.
     *
     * @param all their new state, for the line that counts the rest
     */
    <R> void each(Level level, List<R> runs, Function<R, String> line, String all) {
        for (var i = 0; i < runs.size(); i++) {
            var run = runs.get(i);
            LOG.log(i < LINES ? level : Level.DEBUG, () -> line.apply(run));
        }
        if (runs.size() > LINES) {
            LOG.log(level, () -> "%d more %s; see their events".formatted(runs.size() - LINES, all));
        }
    }
}
