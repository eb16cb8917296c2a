package io.agentrunner.run;

import io.agentrunner.event.Partitions;
import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.problem.DatabaseFault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes submits in, outside a transaction: in groups, or alone when a key has to be entered first or the runs are of several projects; makes a missing event
 * partition and tries the whole transaction once more. Thread-safe.
 */
@ApplicationScoped
class RunIntake {
    /** SQLSTATE foreign_key_violation: a run refers to its project only. */
    private static final String NO_SUCH_PROJECT = "23503";

    @Inject
    private Runs runs;

    @Inject
    private QueueDepth depth;

    @Inject
    private Partitions partitions;

    private final LockedProjects locked = new LockedProjects();

    private final SubmitGroup group = new SubmitGroup(submits -> entering(submits, () -> stored(submits)));

    /**
     * Queues what a request asks for; committed when this returns.
     *
     * @param key the client's, or null; entering one waits for another session that enters the same
     */
    Submitted submit(Submit submit, SubmitKey key) {
        return Lane.SUBMITS.run(() -> locked.storing(
                submit.projects(),
                () -> key == null
                        ? group.submit(submit)
                        : entering(List.of(submit), () -> runs.submitOnce(submit, key))));
    }

    /** Projects are looked for only when one turns out to be missing: nearly all requests name one that there is. */
    private List<Submitted> stored(List<Submit> submits) {
        try {
            return runs.submit(submits, false);
        } catch (RuntimeException e) {
            if (DatabaseFault.in(e)
                    .filter(sql -> NO_SUCH_PROJECT.equals(sql.getSQLState()))
                    .isEmpty()) {
                throw e;
            }
            return runs.submit(submits, true);
        }
    }

    /** Requests that wait for the transaction under way to end. */
    int waiting() {
        return group.waiting();
    }

    private <T> T entering(List<Submit> submits, Supplier<T> transaction) {
        return depth.entering(submits, () -> withPartition(transaction));
    }

    private <T> T withPartition(Supplier<T> write) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            var run = Partitions.missingIn(e).orElseThrow(() -> e);
            partitions.ensure(run);
            // A batch may reach into the partition after it.
            partitions.ensure(run + Partitions.WIDTH);
            return write.get();
        }
    }
}
