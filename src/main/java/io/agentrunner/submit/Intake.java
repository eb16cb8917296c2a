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
 * Takes submits in, outside a transaction: in groups, or alone when a key has to be entered first or the runs are of several projects; makes a missing event
 * partition and tries the whole transaction once more. Thread-safe.
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
     * Queues what a request asks for; committed when this returns.
     *
     * @param key the client's, or null; entering one waits for another session that enters the same
     */
    public Submitted submit(Submit submit, SubmitKey key) {
        return Lane.SUBMITS.run(() -> locked.storing(
                submit.projects(),
                () -> key == null
                        ? group.submit(submit)
                        : entering(List.of(submit), () -> starting(door -> submits.submitOnce(submit, key, door)))
                                .getFirst()));
    }

    /** Projects are looked for only when one turns out to be missing: nearly all requests name one that there is. */
    private List<Submitted> stored(List<Submit> requests) {
        try {
            return starting(door -> submits.submit(requests, false, door));
        } catch (RuntimeException e) {
            // A run refers to its project only.
            if (DatabaseFault.in(e)
                    .filter(sql -> SqlState.FOREIGN_KEY_VIOLATION.equals(sql.getSQLState()))
                    .isEmpty()) {
                throw e;
            }
            return starting(door -> submits.submit(requests, true, door));
        }
    }

    /** Executes after the commit what the transaction started, and lets the nodes look for what it queued. */
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

    /** Requests that wait for the transaction under way to end. */
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
            // A batch may reach into the partition after it.
            partitions.ensure(run + Partitions.WIDTH);
            return write.get();
        }
    }
}
