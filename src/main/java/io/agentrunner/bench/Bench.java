package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;

/**
 * {@code make bench}: measures the application on this machine and prints one line {@code name value unit} per value.
 * Exit code 0: every line was printed; 1: standard error names the missing ones.
 */
public final class Bench {
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private Bench() {}

    public static void main(String[] args) {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var place = new Place();
        Runtime.getRuntime().addShutdownHook(new Thread(place::close, "stop"));
        Thread.ofPlatform().daemon().name("limit").start(Bench::endInTime);
        System.exit(measure(place, out) ? 0 : 1);
    }

    private static boolean measure(Place place, PrintStream out) {
        try {
            var wanted = BenchOptions.from(System.getenv());
            return measure(wanted, place, out);
        } catch (LaunchFailure e) {
            System.err.println("Agent Runner: " + e.getMessage());
        } catch (SQLException e) {
            System.err.println("Agent Runner: The database cannot be used: " + e.getMessage());
        }
        return false;
    }

    private static boolean measure(BenchOptions wanted, Place place, PrintStream out) throws SQLException {
        var bed = place.bed(wanted);
        var began = System.nanoTime();
        var complete = true;
        for (var measurement : wanted.measurements()) {
            var seconds = (System.nanoTime() - began) / 1_000_000_000;
            System.err.println("After %d s: measuring %s …".formatted(seconds, measurement.name()));
            try {
                if (bed.tables().exist()) {
                    // Removes runs that a measurement left in the queue, so the nodes of the next one do not execute
                    // them
                    bed.tables().empty();
                }
                for (var line : measurement.measure(bed)) {
                    bed.keep(line);
                    out.println(line);
                }
            } catch (LaunchFailure | SQLException e) {
                if (place.isClosed()) {
                    return false;
                }
                System.err.println("Agent Runner: " + String.join(", ", measurement.lines())
                        + " could not be measured: " + e.getMessage());
                complete = false;
            }
        }
        return complete;
    }

    private static void endInTime() {
        Limit.pass(AT_MOST);
        System.err.println("Agent Runner: The bench was not finished after " + AT_MOST.toMinutes()
                + " minutes and was ended: choose fewer lines with BENCH=, or fewer runs with BENCH_RUNS=.");
        System.exit(1);
    }
}
