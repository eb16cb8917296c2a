package io.agentrunner.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;

/** Logs the agents for which due runs wait in vain: at once after a change, and every ten minutes. For one thread. */
final class UnclaimableLog {
    private static final System.Logger LOG = System.getLogger(UnclaimableLog.class.getName());
    private static final long AGAIN_NANOS = Duration.ofMinutes(10).toNanos();

    private Set<String> logged = Set.of();
    private long loggedAt;

    /** @param runs the number of due runs of each agent that no live node has */
    void report(SortedMap<String, Long> runs) {
        var isNews = !runs.keySet().equals(logged) || System.nanoTime() - loggedAt > AGAIN_NANOS;
        logged = Set.copyOf(runs.keySet());
        if (runs.isEmpty() || !isNews) {
            return;
        }
        loggedAt = System.nanoTime();
        LOG.log(
                Level.WARNING,
                "Due runs wait for agents that no live node has: {0}. Start a node that has the agent, or stop the runs.",
                runs);
    }
}
