package io.agentrunner.run;

import jakarta.enterprise.event.Event;
import java.util.List;

/**
 * The runs that one transaction ended. This CDI event is fired within the transaction and observed after its commit. It
 * is the only notice of the end of a run inside the server.
 */
public record RunsEnded(List<RunEnded> runs) {
    /** Fires the event unless no run ended. */
    public static void fire(Event<RunsEnded> event, List<RunEnded> runs) {
        if (!runs.isEmpty()) {
            event.fire(new RunsEnded(runs));
        }
    }
}
