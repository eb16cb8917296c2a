package io.agentrunner.server;

import java.util.logging.LogManager;

/**
 * Keeps the server's log open until the end, and sets its format to {@link LogFormat}. The JDK's own shutdown hook removes
 * the handlers while the application is still stopping, so the lines of the shutdown would be missing. The format is not
 * named in {@code logging.properties}, since a server without our classes would then start with a stack trace.
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
