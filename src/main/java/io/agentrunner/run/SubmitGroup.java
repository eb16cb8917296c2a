package io.agentrunner.run;

import io.agentrunner.platform.problem.DatabaseFault;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.Dependent;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Group commit of submits. A request that meets no other stores what it asks for on its own thread. Those that come while a
 * commit is under way wait, and one thread stores all of them, up to {@value #MOST_RUNS} runs, in one transaction; it never
 * delays one to gather more. Thread-safe.
 */
@Dependent
class SubmitGroup {
    private static final System.Logger LOG = System.getLogger(SubmitGroup.class.getName());
    private static final int MOST_RUNS = 10_000;

    private record Entry(Submit submit, CompletableFuture<Submitted> done) {}

    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    /** Requests between question and answer. */
    private final AtomicInteger inside = new AtomicInteger();
    /** Held by whoever stores: one transaction at a time. */
    private final ReentrantLock storing = new ReentrantLock();

    @Resource
    private ContextService contexts;

    private Function<List<Submit>, List<Submitted>> store;
    private Thread thread;
    private volatile boolean closed;

    /** Starts storing with {@code transaction}, which answers in the order given. */
    void open(Function<List<Submit>, List<Submitted>> transaction) {
        store = transaction;
        thread = Thread.ofPlatform().name("submit").daemon().start(contexts.contextualRunnable(this::storeUntilClosed));
    }

    @PreDestroy
    void close() {
        closed = true;
        thread.interrupt();
    }

    /** Stores what a request asks for; committed when this returns. */
    Submitted submit(Submit submit) {
        var entry = new Entry(submit, new CompletableFuture<>());
        try {
            if (inside.getAndIncrement() == 0 && storing.tryLock()) {
                try {
                    store(List.of(entry));
                } finally {
                    storing.unlock();
                }
            } else {
                waiting.add(entry);
            }
            return entry.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            inside.getAndDecrement();
        }
    }

    int waiting() {
        // The thread of the groups holds one while it waits for its turn.
        return waiting.size() + storing.getQueueLength();
    }

    private void storeUntilClosed() {
        while (!closed) {
            try {
                storeWith(waiting.take());
            } catch (InterruptedException e) {
                // Closing; the loop's condition says so.
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "Storing submits failed unexpectedly and goes on", e);
            }
        }
    }

    private void storeWith(Entry first) {
        storing.lock();
        try {
            store(groupOf(first));
        } finally {
            storing.unlock();
        }
    }

    private List<Entry> groupOf(Entry first) {
        var group = new ArrayList<>(List.of(first));
        var count = first.submit().runs().size();
        for (var next = waiting.peek(); next != null; next = waiting.peek()) {
            count += next.submit().runs().size();
            if (count > MOST_RUNS) {
                break;
            }
            group.add(waiting.remove());
        }
        return group;
    }

    private void store(List<Entry> group) {
        try {
            var stored = store.apply(group.stream().map(Entry::submit).toList());
            for (var i = 0; i < stored.size(); i++) {
                stored.get(i).settle(group.get(i).done());
            }
        } catch (Throwable e) {
            if (group.size() == 1 || DatabaseFault.passingIn(e)) {
                group.forEach(entry -> entry.done().completeExceptionally(e));
            } else {
                // One that cannot be stored hurts only its own request.
                group.forEach(entry -> store(List.of(entry)));
            }
        }
    }
}
