package io.agentrunner.node;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Limits how long a worker's transaction may be idle and how long each of its further statements may take. Otherwise a
 * process that is stopped between an UPDATE and its COMMIT, or a statement that hangs, would keep row locks beyond the lease
 * and commit afterwards. The limit also respects the rest of the lease ({@code guard_millis} in the SQL). Thread-safe.
 */
@ApplicationScoped
public class StallGuard {
    private static final long LONGEST_MILLIS = 10_000;

    @Inject
    private Settings settings;

    /** Returns the longest allowed stall in milliseconds: a third of the lease, at most 10 s. */
    public int most() {
        return (int) Math.min(settings.lease().toMillis() / 3, LONGEST_MILLIS);
    }
}
