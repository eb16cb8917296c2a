package io.agentrunner.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits how much of the heap, in KiB, all requests together may hold for bodies and pages. Without it, a few clients that
 * each keep their limits could exhaust the node's memory. Thread-safe.
 */
@ApplicationScoped
public class HeapBudget {
    private static final long WAIT_SECONDS = 2;

    private volatile int kibibytes;
    private volatile Semaphore left;

    /** Sets the budget to a share of the heap. Called once, before the first request. */
    public void open(double share) {
        kibibytes =
                (int) Math.min(Integer.MAX_VALUE, (long) (Runtime.getRuntime().maxMemory() * share) >> 10);
        left = new Semaphore(kibibytes);
    }

    /**
     * Reserves a number of bytes and waits for them up to two seconds. Returns how many KiB were reserved, or -1 if there
     * was not enough left.
     */
    int take(long bytes) throws InterruptedException {
        // The largest allowed request must succeed when it is alone, so it may take the whole budget.
        var wanted = (int) Math.min(kibibytes, (bytes + 1023) >> 10);
        return left.tryAcquire(wanted, WAIT_SECONDS, TimeUnit.SECONDS) ? wanted : -1;
    }

    void giveBack(int kibibytesTaken) {
        left.release(kibibytesTaken);
    }
}
