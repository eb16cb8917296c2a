package io.agentrunner.inside;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.CDI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads of the server that a test may use. */
@ApplicationScoped
public class Threads {
    @Resource
    private ManagedExecutorService executor;

    <T> Future<T> submit(Callable<T> work) {
        return executor.submit(work);
    }

    /** Starts something beside the test. */
    public static <T> Future<T> start(Callable<T> work) {
        return CDI.current().select(Threads.class).get().submit(work);
    }

    /** Does all of it at the same moment; answers in the order given. */
    public static <T> List<T> atOnce(List<Callable<T>> works) {
        var barrier = new CyclicBarrier(works.size());
        var started = new ArrayList<Future<T>>();
        for (var work : works) {
            started.add(start(() -> {
                barrier.await(20, TimeUnit.SECONDS);
                return work.call();
            }));
        }
        return started.stream().map(Threads::get).toList();
    }

    /** What came of it, within a limit; its exception becomes the cause of this one's. */
    public static <T> T get(Future<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("Not done in time", e);
        }
    }
}
