package io.agentrunner.launcher;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Prints each step, a line for every ten seconds that it takes, and how long it took. */
final class Progress {
    /** Prints nothing, for starts that nobody watches. */
    private static final Duration EVERY = Duration.ofSeconds(10);

    static final Progress SILENT = new Progress(line -> {});

    private final Consumer<String> say;
    private final Duration every;

    Progress(Consumer<String> say) {
        this(say, EVERY);
    }

    Progress(Consumer<String> say, Duration every) {
        this.say = say;
        this.every = Objects.requireNonNull(every);
    }

    /** Runs a step between two lines. After a failure there is no second line. */
    <T> T of(String what, Supplier<T> work) {
        say.accept(what + " …");
        var begun = System.nanoTime();
        var ended = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("progress").start(() -> sayUntil(ended, begun));
        try {
            var result = work.get();
            say.accept("  done after " + seconds(begun) + " s");
            return result;
        } finally {
            ended.countDown();
        }
    }

    private void sayUntil(CountDownLatch ended, long begun) {
        try {
            while (!ended.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                say.accept("  still running after " + seconds(begun) + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long seconds(long begun) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun + 500_000_000);
    }
}
