package io.agentrunner.worker;

import io.agentrunner.run.RunSignal;
import io.agentrunner.settings.SettingChanged;
import io.agentrunner.settings.Settings;
import io.agentrunner.settings.SettingsReloaded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.UUID;

/**
 * Passes what happened to runs and settings on to those it concerns: the claim loop and the executing attempt, here at once
 * and on other nodes by {@link Broadcast}. Thread-safe.
 */
@ApplicationScoped
class Signals {
    /** Tells that runs may be due. */
    static final String QUEUED = "queued";

    /** Tells that an operator changed a setting. */
    static final String SETTINGS = "settings";

    /** Tells that something was asked of a node; its row says what. */
    static final String DRAIN = "drain:";

    private static final String STOPPED = "stopped:";
    private static final String DIRECTED = "directed:";

    @Inject
    private ClaimLoop loop;

    @Inject
    private Running running;

    @Inject
    private Draining draining;

    @Inject
    private Drain drain;

    @Inject
    private Broadcast broadcast;

    @Inject
    private Settings settings;

    @Inject
    private SettingsReload reload;

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunSignal signal) {
        switch (signal) {
            case RunSignal.Submitted(var start) -> {
                var queued = start.runs() - loop.startAlong(start);
                if (queued > 0) {
                    queued(queued);
                }
            }
            case RunSignal.Queued(int runs) -> queued(runs);
            case RunSignal.Stopped(long run, var agent, var sinceFirstStart) -> {
                if (!stopped(run)) {
                    broadcast.send(STOPPED + run);
                }
            }
            case RunSignal.Directed(long run) -> {
                if (!directed(run)) {
                    broadcast.send(DIRECTED + run);
                }
            }
        }
    }

    void within(@Observes RunSignal.Submitted signal) {
        loop.offer(signal.start());
    }

    void failed(@Observes(during = TransactionPhase.AFTER_FAILURE) RunSignal.Submitted signal) {
        loop.dropAlong(signal.start());
    }

    private void queued(int runs) {
        loop.wake();
        if (!fits(runs)) {
            broadcast.send(QUEUED);
        }
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) SettingChanged change) {
        broadcast.send(SETTINGS);
    }

    /** More runs may be allowed now, or any at all. */
    void on(@Observes SettingsReloaded change) {
        loop.wake();
    }

    /** Whether this node takes so many runs by itself: then the others need not look. */
    private boolean fits(int runs) {
        return settings.workerEnabled() && !draining.isRequested() && settings.concurrency() - running.size() >= runs;
    }

    /** What another node told. */
    void heard(String message) {
        if (message.equals(QUEUED)) {
            loop.wake();
        } else if (message.equals(SETTINGS)) {
            reload.ask();
        } else if (message.startsWith(STOPPED)) {
            stopped(Long.parseLong(message.substring(STOPPED.length())));
        } else if (message.startsWith(DIRECTED)) {
            directed(Long.parseLong(message.substring(DIRECTED.length())));
        } else if (message.startsWith(DRAIN)) {
            drain.look(UUID.fromString(message.substring(DRAIN.length())));
        }
    }

    private boolean stopped(long run) {
        var executed = running.find(run);
        executed.ifPresent(execution -> {
            running.giveUp(execution, "the run was stopped");
            loop.slotFreed();
        });
        return executed.isPresent();
    }

    private boolean directed(long run) {
        var executed = running.find(run);
        executed.ifPresent(Execution::directed);
        return executed.isPresent();
    }
}
