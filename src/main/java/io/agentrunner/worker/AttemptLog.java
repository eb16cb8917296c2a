package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The log's lines about the usual: attempts that start and end. At most {@value #LINES_A_SECOND} a second, and one that
 * counts those left out, since writing such a line takes longer than claiming a run; DEBUG has them all, and so have the
 * runs' own events. Whatever is unusual is not logged through here. Thread-safe.
 */
@ApplicationScoped
class AttemptLog {
    private static final System.Logger LOG = System.getLogger(AttemptLog.class.getName());
    private static final int LINES_A_SECOND = 20;

    private final AtomicLong second = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();

    void usual(Supplier<String> line) {
        var now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        var before = second.get();
        if (now != before && second.compareAndSet(before, now)) {
            tellLeftOut(lines.getAndSet(0));
        }
        LOG.log(lines.incrementAndGet() <= LINES_A_SECOND ? Level.INFO : Level.DEBUG, line);
    }

    private static void tellLeftOut(long told) {
        if (told > LINES_A_SECOND) {
            LOG.log(Level.INFO, () -> "%d more attempts started or ended".formatted(told - LINES_A_SECOND));
        }
    }
}
