package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs the failures of agents. An agent's exception is logged on one line. The stack trace follows only when the node
 * sees this kind of exception for the first time. An agent whose tool is down fails often and in the same way, and
 * thirty lines each time would hide everything else. DEBUG has every stack trace. Thread-safe.
 */
@ApplicationScoped
class FailureLog {
    private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());
    /** More kinds than agents have. Beyond this size the set is cleared, so that it cannot grow without limit. */
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

    /** Returns a key for the same classes thrown at the same places, with any message. */
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
