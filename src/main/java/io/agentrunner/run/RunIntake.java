package io.agentrunner.run;

import io.agentrunner.event.Partitions;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/**
 * Takes submits in, outside a transaction: in groups, or alone when a key has to be entered first; makes a missing event
 * partition and tries the whole transaction once more. Thread-safe.
 */
@ApplicationScoped
class RunIntake {
    @Inject
    private Runs runs;

    @Inject
    private SubmitGroup group;

    @Inject
    private QueueDepth depth;

    @Inject
    private Partitions partitions;

    @PostConstruct
    void open() {
        group.open(submits -> entering(Submit.count(submits), () -> runs.submit(submits)));
    }

    /**
     * Queues what a request asks for; committed when this returns.
     *
     * @param key the client's, or null; entering one waits for another session that enters the same
     */
    Submitted submit(Submit submit, SubmitKey key) {
        return key == null ? group.submit(submit) : entering(submit.runs().size(), () -> runs.submitOnce(submit, key));
    }

    /** Requests that wait for the transaction under way to end. */
    int waiting() {
        return group.waiting();
    }

    private <T> T entering(int count, Supplier<T> transaction) {
        return depth.entering(count, () -> withPartition(transaction));
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
