package io.agentrunner.run;

import io.agentrunner.event.Partitions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/** Submits runs, outside a transaction: makes a missing event partition and tries the whole transaction once more. */
@ApplicationScoped
class RunIntake {
    @Inject
    private Runs runs;

    @Inject
    private Partitions partitions;

    RunView submit(SubmitRun wanted) {
        return withPartition(() -> runs.submit(wanted));
    }

    SubmittedBatch submit(SubmitBatch wanted) {
        return withPartition(() -> runs.submit(wanted));
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
