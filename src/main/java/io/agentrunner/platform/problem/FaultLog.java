package io.agentrunner.platform.problem;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Logs warnings about faults that repeat while their cause lasts, such as an outage of the database. Each cause gets at most
 * one line per {@value #SECONDS} seconds. The next line of the same cause counts the lines that were left out. DEBUG logs
 * all of them with stack traces. Thread-safe.
 */
public final class FaultLog {
    static final long SECONDS = 10;
    private static final long EVERY_NANOS = Duration.ofSeconds(SECONDS).toNanos();
    /**
     * More than the number of kinds of faults. Beyond this size the map is cleared, so that it cannot grow without
     * limit.
     */
    private static final int CAUSES = 200;

    private record Last(long at, long leftOut) {}

    private final System.Logger log;
    private final LongSupplier clock;
    private final Map<String, Last> causes = new ConcurrentHashMap<>();

    /** @param of the class whose logger writes the lines */
    public FaultLog(Class<?> of) {
        this(System.getLogger(of.getName()), System::nanoTime);
    }

    FaultLog(System.Logger log, LongSupplier monotonicNanos) {
        this.log = log;
        clock = monotonicNanos;
    }

    /**
     * Logs a fault as a warning.
     *
     * @param what the failure and its consequence, without the reason
     */
    public void warn(String what, Throwable thrown) {
        var fault = DatabaseFault.in(thrown);
        var kind = fault.map(sql -> String.valueOf(sql.getSQLState()))
                .orElse(thrown.getClass().getName());
        var leftOut = leftOutBefore(what + kind);
        if (leftOut >= 0) {
            var reason = firstLine(fault.map(Throwable::getMessage).orElse(thrown.toString()));
            var count = leftOut == 0 ? "" : " (" + leftOut + " more of these were left out)";
            log.log(Level.WARNING, () -> what + ": " + reason + count);
        }
        log.log(Level.DEBUG, what, thrown);
    }

    /** Returns how many lines were left out since the last one, or a negative number if the next line is not due yet. */
    private long leftOutBefore(String cause) {
        if (causes.size() > CAUSES) {
            causes.clear();
        }
        var now = clock.getAsLong();
        var answer = new long[] {-1};
        causes.compute(cause, (key, last) -> {
            if (last != null && now - last.at() < EVERY_NANOS) {
                return new Last(last.at(), last.leftOut() + 1);
            }
            answer[0] = last == null ? 0 : last.leftOut();
            return new Last(now, 0);
        });
        return answer[0];
    }

    private static String firstLine(String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("");
    }
}
