package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The log's lines about agents that fail: what was thrown, and its stack when the like was not thrown before. An agent whose
 * tool is down fails often and always in the same way; thirty lines each time would bury all else. DEBUG has every stack.
 * Thread-safe.
 */
@ApplicationScoped
class FailureLog {
    private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());
    /** More kinds than agents have; then all are told anew, rather than kept without a limit. */
    private static final int KINDS = 1000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    void failed(Attempt execution, Throwable thrown) {
        var line = execution + " failed: " + inOneLine(thrown);
        if (isNew(thrown)) {
            LOG.log(Level.WARNING, line, thrown);
        } else {
            LOG.log(Level.WARNING, line);
            LOG.log(Level.DEBUG, line, thrown);
        }
    }

    private static String inOneLine(Throwable thrown) {
        return thrown.toString().lines().findFirst().orElse("");
    }

    private boolean isNew(Throwable thrown) {
        if (told.size() >= KINDS) {
            told.clear();
        }
        return told.add(kind(thrown));
    }

    /** The same classes thrown at the same places, whatever they say. */
    private static String kind(Throwable thrown) {
        var kind = new StringBuilder();
        for (var cause = thrown; cause != null && kind.length() < 10_000; cause = cause.getCause()) {
            var stack = cause.getStackTrace();
            kind.append(cause.getClass().getName())
                    .append(stack.length == 0 ? "" : stack[0])
                    .append('\n');
        }
        return kind.toString();
    }
}
