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

/** Runs tasks of a test on threads of the server. */
@ApplicationScoped
public class Threads {
    @Resource
    private ManagedExecutorService executor;

    <T> Future<T> submit(Callable<T> work) {
        return executor.submit(work);
    }

    /** Starts a task beside the test. */
    public static <T> Future<T> start(Callable<T> work) {
        return CDI.current().select(Threads.class).get().submit(work);
    }

    /** Runs all tasks at the same moment, and returns the results in the given order. */
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

    /** Returns the result within a limit. An exception of the task becomes the cause of this one's. */
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
