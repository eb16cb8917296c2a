package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Watches abandoned attempts whose agents continue. Nothing that they write is stored, but their effects outside
 * continue. Logs a warning after 5 s, 10 s, 20 s and so on, and interrupts them again. For the thread of {@link Watch}.
 */
@ApplicationScoped
class Lingering {
    private static final System.Logger LOG = System.getLogger(Lingering.class.getName());
    private static final Duration FIRST = Duration.ofSeconds(5);

    @Inject
    private Running running;

    void look() {
        for (var execution : running.lingering()) {
            if (execution.thread().isToldAfter(FIRST)) {
                LOG.log(
                        Level.WARNING,
                        "{0} still runs {1} s after it was abandoned ({2}); its agent ignores the interruption: at {3}",
                        execution,
                        execution.thread().sinceOver().toSeconds(),
                        execution.over(),
                        execution.thread().place());
                execution.thread().interrupt();
            }
        }
    }
}
