package io.agentrunner.launcher;

import java.util.logging.LogManager;

/**
 * Keeps the server's log open to the end. The JDK's own shutdown hook takes the handlers away while the application still
 * drains, so that just the lines of a shutdown would be missing.
 */
public final class LastingLogs extends LogManager {
    @Override
    public void reset() {
        if (!Thread.currentThread().getClass().getName().startsWith(LogManager.class.getName())) {
            super.reset();
        }
    }
}
