package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Checks that virtual threads get a processor. Agents that compute without a pause hold the shared carrier threads, so
 * claimed attempts do not begin. Then this node claims nothing until a probe behind them in the queue has run.
 * Thread-safe.
 */
@ApplicationScoped
class Carriers {
    private static final System.Logger LOG = System.getLogger(Carriers.class.getName());
    private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

    @Inject
    private ClaimLoop loop;

    private volatile boolean busy;
    private long toldAt = System.nanoTime() - BETWEEN_LINES;

    /** Notes that an attempt waits for its thread. For one thread. */
    void isBusy() {
        if (busy) {
            return;
        }
        busy = true;
        if (System.nanoTime() - toldAt >= BETWEEN_LINES) {
            toldAt = System.nanoTime();
            LOG.log(
                    Level.WARNING,
                    "Attempts wait for a processor: this node claims nothing until they begin. Agents that compute for long"
                            + " without a pause should declare it: Agent.cpuBound");
        }
        Thread.ofVirtual().name("probe").start(() -> {
            busy = false;
            loop.wake();
        });
    }

    /** Returns whether this node claims nothing at the moment. */
    boolean areBusy() {
        return busy;
    }
}
