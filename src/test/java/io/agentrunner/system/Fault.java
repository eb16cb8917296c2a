package io.agentrunner.system;

import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.util.Locale;

/** Faults by a signal, and the line that reports their effect. */
final class Fault {
    private Fault() {}

    /** Stops the process. Its connections stay open. */
    static void stall(NodeProcess node) {
        signal("-STOP", node);
    }

    static void goOn(NodeProcess node) {
        signal("-CONT", node);
    }

    private static void signal(String signal, NodeProcess node) {
        try {
            var code = new ProcessBuilder("kill", signal, Long.toString(node.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill " + signal + " answered " + code);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /**
     * Prints one line for readers of the build's output. Called after the checks passed, so nothing was lost or
     * doubled.
     */
    static void tell(String fault, long inFlight, double secondsUntilAllRanAgain) {
        System.out.printf(
                Locale.ROOT,
                "chaos: %s: %d runs in flight, 0 lost, 0 doubled, all were running again after %.1f s%n",
                fault,
                inFlight,
                secondsUntilAllRanAgain);
    }
}
