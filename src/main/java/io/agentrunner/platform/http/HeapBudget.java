package io.agentrunner.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much of the heap all requests together may hold for bodies and pages, in KiB. Without it, a few clients that are each
 * within their limits could end the node. Thread-safe.
 */
@ApplicationScoped
public class HeapBudget {
    private static final long WAIT_SECONDS = 2;

    private volatile int kibibytes;
    private volatile Semaphore left;

    /** Takes a share of the heap; called once, before requests come. */
    public void open(double share) {
        kibibytes =
                (int) Math.min(Integer.MAX_VALUE, (long) (Runtime.getRuntime().maxMemory() * share) >> 10);
        left = new Semaphore(kibibytes);
    }

    /**
     * Takes so many bytes, waiting up to two seconds; returns the KiB that were taken, or -1 if there are not so many
     * left.
     */
    int take(long bytes) throws InterruptedException {
        // The largest request that is allowed must not be refused for ever: alone, it may have all there is.
        var wanted = (int) Math.min(kibibytes, (bytes + 1023) >> 10);
        return left.tryAcquire(wanted, WAIT_SECONDS, TimeUnit.SECONDS) ? wanted : -1;
    }

    void giveBack(int kibibytesTaken) {
        left.release(kibibytesTaken);
    }
}
