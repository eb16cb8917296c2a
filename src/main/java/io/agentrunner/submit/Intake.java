package io.agentrunner.submit;

import io.agentrunner.event.Partitions;
import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.SqlState;
import io.agentrunner.run.RunSignal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stores submits, called outside of a transaction. They are stored in groups, or alone if there is a key or runs of
 * several projects. If an event partition is missing, makes it and tries the whole transaction once more. Thread-safe.
 */
@ApplicationScoped
public class Intake {
    @Inject
    private Submits submits;

    @Inject
    private Starter starter;

    @Inject
    private QueueDepth depth;

    @Inject
    private Event<RunSignal> signals;

    @Inject
    private Partitions partitions;

    private final LockedProjects locked = new LockedProjects();

    private final SubmitGroup group = new SubmitGroup(requests -> entering(requests, () -> stored(requests)));

    /**
     * Queues the runs of a request. They are committed when this method returns.
     *
     * @param key the key of the client, or null; inserting a key waits for another session that inserts the same one
     */
    public Submitted submit(Submit submit, SubmitKey key) {
        return Lane.SUBMITS.run(() -> locked.storing(
                submit.projects(),
                () -> key == null
                        ? group.submit(submit)
                        : entering(List.of(submit), () -> starting(door -> submits.submitOnce(submit, key, door)))
                                .getFirst()));
    }

    /** Projects are only checked after the insert found one missing, since nearly all requests name an existing one. */
    private List<Submitted> stored(List<Submit> requests) {
        try {
            return starting(door -> submits.submitUnchecked(requests, door));
        } catch (RuntimeException e) {
            // The project is the only reference of a run.
            if (DatabaseFault.in(e)
                    .filter(sql -> SqlState.FOREIGN_KEY_VIOLATION.equals(sql.getSQLState()))
                    .isEmpty()) {
                throw e;
            }
            return starting(door -> submits.submit(requests, door));
        }
    }

    /** After the commit, executes the started runs and wakes nodes for the queued ones. */
    private List<Submitted> starting(Function<Door, Submits.Stored> transaction) {
        Submits.Stored stored;
        try (var door = starter.door()) {
            stored = transaction.apply(door);
            door.started(stored.started());
        }
        if (stored.queued() > 0) {
            signals.fire(new RunSignal.Queued(stored.queued()));
        }
        return stored.answers();
    }

    /** Returns the requests that wait for the end of the current transaction. */
    int waiting() {
        return group.waiting();
    }

    private <T> T entering(List<Submit> requests, Supplier<T> transaction) {
        return depth.entering(requests, () -> withPartition(transaction));
    }

    private <T> T withPartition(Supplier<T> write) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            var run = Partitions.missingIn(e).orElseThrow(() -> e);
            partitions.ensure(run);
            // A batch may also need the next partition.
            partitions.ensure(run + Partitions.WIDTH);
            return write.get();
        }
    }
}
