package io.agentrunner.run;

import io.agentrunner.event.Partitions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Submits runs, outside a transaction: makes a missing event partition and tries the whole transaction once more. */
@ApplicationScoped
class RunIntake {
    @Inject
    private Runs runs;

    @Inject
    private QueueDepth depth;

    @Inject
    private Partitions partitions;

    /** Queues runs, all or none; {@code item} is how a refusal names the run of an index. */
    Submitted submit(List<SubmitRun> wanted, IntFunction<String> item, SubmitKey key) {
        return depth.entering(wanted.size(), () -> withPartition(() -> runs.submit(wanted, item, key)));
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
