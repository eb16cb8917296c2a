package io.agentrunner.execution;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How long the database lets a transaction of a worker stand idle. A process that is stopped between an UPDATE and its
 * COMMIT would otherwise sit on row locks past its lease and commit afterwards; so the session ends well before. Thread-safe.
 */
@ApplicationScoped
class StallGuard {
    private static final long LONGEST_MILLIS = 10_000;

    @Inject
    private Settings settings;

    /** A third of the lease, at most 10 s, in milliseconds, as {@code idle_in_transaction_session_timeout} takes it. */
    String timeout() {
        return Long.toString(Math.min(settings.lease().toMillis() / 3, LONGEST_MILLIS));
    }
}
