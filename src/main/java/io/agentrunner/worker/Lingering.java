package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Keeps attempts in view whose agents go on after they were given up: nothing that they write lands in the database, but what
 * they do outside goes on. Warns after 5 s, 10 s, 20 s and so on, and interrupts again. For the thread of {@link Watch}.
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
                        "{0} goes on {1} s after it was given up ({2}); its agent ignores the interruption: at {3}",
                        execution,
                        execution.thread().sinceOver().toSeconds(),
                        execution.over(),
                        execution.thread().place());
                execution.thread().interrupt();
            }
        }
    }
}
