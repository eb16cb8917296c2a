package io.agentrunner.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * {@code StopHook URL LEAST MOST}: runs in a container before SIGTERM. Asks the node to drain ({@code POST
 * /nodes/self/drain} below the URL) and returns when it holds no more runs. This takes at least {@code LEAST} seconds, in
 * which load balancers notice that the node is not ready, and at most {@code MOST} seconds.
 *
 * <p>The exit code is 0 if the node holds no runs, 1 if it holds some or does not answer, and 2 for wrong arguments. The
 * remaining runs are released at SIGTERM, so a failed drain loses nothing.
 */
public final class StopHook {
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Pattern IN_FLIGHT = Pattern.compile("\"in_flight\"\\s*:\\s*(\\d+)");

    private StopHook() {}

    public static void main(String[] args) {
        System.exit(exitCode(args));
    }

    static int exitCode(String... args) {
        if (args.length != 3) {
            System.err.println("Usage: StopHook URL LEAST_SECONDS MOST_SECONDS");
            return 2;
        }
        try {
            var drain = URI.create(args[0] + "/nodes/self/drain").toURL().toURI();
            var begun = System.nanoTime();
            return drain(drain, begun + nanos(args[1]), begun + nanos(args[2]));
        } catch (IOException | java.net.URISyntaxException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    private static long nanos(String seconds) {
        return Duration.ofSeconds(Integer.parseInt(seconds)).toNanos();
    }

    /**
     * Each poll repeats the request, which changes nothing more. Its response counts the runs of the node in the
     * database.
     */
    private static int drain(URI drain, long least, long most) {
        while (true) {
            var last = ask(drain);
            // A claim that was under way when the drain began may still add runs, so the minimum applies.
            if (last.equals("0") && System.nanoTime() - least >= 0) {
                return 0;
            }
            if (System.nanoTime() - most >= 0) {
                System.err.println("POST " + drain + ": in flight " + last);
                return 1;
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    /** Returns how many runs the node holds, or why that is unknown. */
    private static String ask(URI drain) {
        try {
            var answer = Ask.send("POST", drain);
            if (answer.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return "unknown: " + answer.getResponseCode();
            }
            try (var body = answer.getInputStream()) {
                var found = IN_FLIGHT.matcher(new String(body.readAllBytes(), StandardCharsets.UTF_8));
                return found.find() ? found.group(1) : "unknown: no in_flight in the answer";
            }
        } catch (IOException e) {
            return "unknown: " + e;
        }
    }
}
