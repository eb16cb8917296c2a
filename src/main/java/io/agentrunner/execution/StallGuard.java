package io.agentrunner.execution;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How long the database lets a transaction of a worker stand idle, and how long each statement may take that follows. A
 * process that is stopped between an UPDATE and its COMMIT, or a statement that hangs, would otherwise sit on row locks past
 * the lease and commit afterwards; so the session, or the statement, ends well before. Thread-safe.
 */
@ApplicationScoped
class StallGuard {
    private static final long LONGEST_MILLIS = 10_000;

    @Inject
    private Settings settings;

    /** A third of the lease, at most 10 s, in milliseconds, as {@code idle_in_transaction_session_timeout} and {@code statement_timeout} take it. */
    String timeout() {
        return Long.toString(Math.min(settings.lease().toMillis() / 3, LONGEST_MILLIS));
    }
}
