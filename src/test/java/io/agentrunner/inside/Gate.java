package io.agentrunner.inside;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.RunContext;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Controls the agent {@code gate} on one run. The agent does exactly what the test requests, on its own thread. */
public final class Gate {
    private static final Map<Long, Gate> GATES = new ConcurrentHashMap<>();

    private record Step(Function<RunContext, Object> work, CompletableFuture<Object> done, boolean last) {}

    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private volatile int entered;
    private volatile int left;

    private Gate() {}

    public static Gate of(long run) {
        return GATES.computeIfAbsent(run, id -> new Gate());
    }

    JsonNode work(RunContext run) throws InterruptedException {
        entered = run.attempt();
        try {
            while (true) {
                var step = steps.take();
                try {
                    var value = step.work().apply(run);
                    step.done().complete(value);
                    if (step.last()) {
                        return (JsonNode) value;
                    }
                } catch (RuntimeException | Error e) {
                    step.done().completeExceptionally(e);
                    throw e;
                }
            }
        } finally {
            left = run.attempt();
        }
    }

    /** Waits until an attempt has begun. */
    public Gate awaitAttempt(int attempt) {
        Await.until("attempt " + attempt + " has begun", () -> entered >= attempt);
        return this;
    }

    /** Waits until an attempt's code has ended in any way. */
    public void awaitLeft(int attempt) {
        Await.until("attempt " + attempt + " has ended", () -> left >= attempt);
    }

    /**
     * Makes the agent do something and returns the result. An exception of the agent becomes the cause of this one's.
     */
    @SuppressWarnings("unchecked")
    public <T> T tell(Function<RunContext, T> work) {
        return (T) await(add((Function<RunContext, Object>) work, false));
    }

    /** Makes the agent return. */
    public void finish(JsonNode result) {
        await(add(run -> result, true));
    }

    /** Makes the agent end like this call, by an exception or a result. Does not wait. */
    public void end(Function<RunContext, Object> work) {
        steps.add(new Step(work, new CompletableFuture<>(), true));
    }

    /** Makes the agent begin something. Does not wait. */
    public void begin(Function<RunContext, Object> work) {
        steps.add(new Step(work, new CompletableFuture<>(), false));
    }

    /** Makes the agent fail. */
    public void fail(String message) {
        Function<RunContext, Object> failing = run -> {
            throw new IllegalStateException(message);
        };
        end(failing);
    }

    private CompletableFuture<Object> add(Function<RunContext, Object> work, boolean last) {
        var step = new Step(work, new CompletableFuture<>(), last);
        steps.add(step);
        return step.done();
    }

    private static Object await(CompletableFuture<Object> done) {
        try {
            return done.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("The agent did not do it", e);
        }
    }
}
