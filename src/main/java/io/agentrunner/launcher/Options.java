package io.agentrunner.launcher;

import io.agentrunner.server.LogFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The user's options, read from the environment.
 *
 * @param healthPort of the first node's listener for health and metrics; 0 for none
 * @param database the database of the user; empty for an embedded one
 * @param shutdownGrace how long running agents get to reach a checkpoint; the nodes read the same setting
 * @param logMaxBytes the size in bytes at which a log is moved to {@code NAME.1} and started again
 * @param environment the whole environment, since it can contain every setting of the application
 */
public record Options(
        Path dataFolder,
        String host,
        int port,
        int workers,
        int healthPort,
        Optional<Database> database,
        Duration shutdownGrace,
        long logMaxBytes,
        Map<String, String> environment) {
    /** The variable with the port of a separate listener for health and metrics, see {@code server-config}. */
    static final String HEALTH_PORT = "HEALTH_PORT";

    private static final int MAX_WORKERS = 64;
    private static final int MAX_PORT = 65_535;
    private static final int LOG_MAX_BYTES = 20_000_000;
    private static final int LEAST_LOG_BYTES = 100_000;

    public Options {
        environment = Map.copyOf(environment);
    }

    /**
     * Reads and checks the options. An unset or empty option has its default.
     *
     * @throws LaunchFailure naming the variable, its value and the valid values
     */
    public static Options from(Map<String, String> environment) {
        var workers = wholeNumber(environment, "WORKERS", 1, 1, MAX_WORKERS);
        checkLogFormat(environment);
        var port = wholeNumber(environment, "PORT", 8000, 1, MAX_PORT - workers + 1);
        var healthPort = wholeNumber(environment, HEALTH_PORT, 0, 0, MAX_PORT - workers + 1);
        if (healthPort > 0 && Math.abs(healthPort - port) < workers) {
            throw new LaunchFailure(HEALTH_PORT + "=" + healthPort + " is too near to PORT=" + port + ": each of "
                    + workers + " nodes needs a port of its own from both on.");
        }
        var tlsPort = tlsPort(environment, workers);
        if (tlsPort > 0 && (Math.abs(tlsPort - port) < workers || Math.abs(tlsPort - healthPort) < workers)) {
            throw new LaunchFailure(Tls.PORT + "=" + tlsPort + " is too near to another port: each of " + workers
                    + " nodes needs a port of its own from it on.");
        }
        return new Options(
                Path.of(value(environment, "DATA_DIR").orElse(".data"))
                        .toAbsolutePath()
                        .normalize(),
                value(environment, "HOST").orElse("127.0.0.1"),
                port,
                workers,
                healthPort,
                value(environment, "DATABASE_URL").map(url -> ExternalDatabase.at(url, environment)),
                grace(environment),
                wholeNumber(environment, "LOG_MAX_BYTES", LOG_MAX_BYTES, LEAST_LOG_BYTES, Integer.MAX_VALUE),
                environment);
    }

    /** Returns the ports of the nodes, one per node and consecutive. */
    public int[] ports() {
        return IntStream.range(port, port + workers).toArray();
    }

    /** Returns the port of the first node's listener for TLS; 0: none. */
    int tlsPort() {
        return tlsPort(environment, workers);
    }

    private static int tlsPort(Map<String, String> environment, int workers) {
        var on = value(environment, Tls.ON).orElse("0");
        if (!on.equals("0") && !on.equals("1")) {
            throw new LaunchFailure(Tls.ON + "=" + on + " is neither 0 nor 1.");
        }
        return on.equals("0") ? 0 : wholeNumber(environment, Tls.PORT, 8443, 1, MAX_PORT - workers + 1);
    }

    /** Returns the ports for TLS, one per node and consecutive; none without TLS. */
    int[] tlsPorts() {
        return tlsPort() == 0
                ? new int[0]
                : IntStream.range(tlsPort(), tlsPort() + workers).toArray();
    }

    /** Returns the ports for health, one per node and consecutive; none if health has no separate listener. */
    int[] healthPorts() {
        return healthPort == 0
                ? new int[0]
                : IntStream.range(healthPort, healthPort + workers).toArray();
    }

    static int port(Map<String, String> environment, String name, int byDefault) {
        return wholeNumber(environment, name, byDefault, 1, MAX_PORT);
    }

    /** Returns a variable. Unset and blank are the same. */
    public static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static void checkLogFormat(Map<String, String> environment) {
        var format = value(environment, LogFormat.VARIABLE).orElse("text");
        if (!format.equals("text") && !format.equals("json")) {
            throw new LaunchFailure(LogFormat.VARIABLE + "=" + format + " is neither text nor json.");
        }
    }

    private static int wholeNumber(Map<String, String> environment, String name, int byDefault, int from, int to) {
        var text = value(environment, name);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            var number = Integer.parseInt(text.get());
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // the failure below names it
        }
        throw new LaunchFailure(name + "=" + text.get() + " is not a whole number from " + from + " to " + to + ".");
    }

    /** Returns the value or, if it is not a number, the default. The nodes refuse such a value with its range. */
    private static Duration grace(Map<String, String> environment) {
        try {
            var seconds = Double.parseDouble(
                    value(environment, "WORKER_SHUTDOWN_GRACE").orElse("10"));
            return Duration.ofMillis((long) (Math.clamp(seconds, 0, 86_400) * 1000));
        } catch (NumberFormatException e) {
            return Duration.ofSeconds(10);
        }
    }
}
