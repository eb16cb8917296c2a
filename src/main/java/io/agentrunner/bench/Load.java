package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs many clients at once. Each repeats one action for a period. */
final class Load {
    static final int CLIENTS = 32;

    /** The request that a client repeats, on its own connection. */
    interface Step extends AutoCloseable {
        void run() throws SQLException;

        @Override
        void close() throws SQLException;
    }

    /** Makes a client. */
    interface Opening {
        Step open() throws SQLException;
    }

    /** The number of requests, and their time in seconds. */
    record Done(long steps, double seconds) {
        double perSecond() {
            return steps / seconds;
        }
    }

    private Load() {}

    /** Opens the clients, lets them work for this long, and closes them. */
    static Done during(Duration time, Opening opening) throws SQLException {
        var steps = new ArrayList<Step>();
        try {
            while (steps.size() < CLIENTS) {
                steps.add(opening.open());
            }
            return work(time, steps);
        } finally {
            for (var step : steps) {
                step.close();
            }
        }
    }

    private static Done work(Duration time, List<Step> steps) {
        try (var threads = Executors.newFixedThreadPool(steps.size())) {
            var began = System.nanoTime();
            var end = began + time.toNanos();
            var clients = steps.stream()
                    .map(step -> threads.submit(() -> until(end, step)))
                    .toList();
            var done = 0L;
            for (var client : clients) {
                done += result(client);
            }
            return new Done(done, (System.nanoTime() - began) / 1e9);
        }
    }

    private static long until(long end, Step step) throws SQLException {
        var done = 0L;
        while (System.nanoTime() < end) {
            step.run();
            done++;
        }
        return done;
    }

    private static long result(Future<Long> client) {
        try {
            return client.get();
        } catch (ExecutionException e) {
            throw new LaunchFailure(
                    "A client under load failed: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure("Interrupted while it measured", e);
        }
    }
}
