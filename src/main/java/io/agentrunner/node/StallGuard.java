package io.agentrunner.node;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How long the database lets a transaction of a worker stand idle, and how long each statement may take that follows. A
 * process that is stopped between an UPDATE and its COMMIT, or a statement that hangs, would otherwise sit on row locks past
 * the lease and commit afterwards; so the session, or the statement, ends before: the SQL takes what is left of the lease
 * into account too ({@code guard_millis}). Thread-safe.
 */
@ApplicationScoped
public class StallGuard {
    private static final long LONGEST_MILLIS = 10_000;

    @Inject
    private Settings settings;

    /** The most that a stall may take: a third of the lease, at most 10 s, in milliseconds. */
    public int most() {
        return (int) Math.min(settings.lease().toMillis() / 3, LONGEST_MILLIS);
    }
}
