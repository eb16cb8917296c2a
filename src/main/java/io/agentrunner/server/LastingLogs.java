package io.agentrunner.server;

import java.util.logging.LogManager;

/**
 * Keeps the server's log open to the end, and gives it the form of {@link LogFormat}. The JDK's own shutdown hook takes the
 * handlers away while the application still drains, so that just the lines of a shutdown would be missing. The form is not
 * named in {@code logging.properties}: a server without our classes would begin with a stack of errors.
 */
public final class LastingLogs extends LogManager {
    @Override
    public String getProperty(String name) {
        return name.equals("java.util.logging.ConsoleHandler.formatter")
                ? LogFormat.class.getName()
                : super.getProperty(name);
    }

    @Override
    public void reset() {
        if (!Thread.currentThread().getClass().getName().startsWith(LogManager.class.getName())) {
            super.reset();
        }
    }
}
