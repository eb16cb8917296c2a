package io.agentrunner.worker;

import io.agentrunner.claim.AttemptId;
import io.agentrunner.node.Draining;
import io.agentrunner.run.RunSignal;
import io.agentrunner.settings.SettingChanged;
import io.agentrunner.settings.Settings;
import io.agentrunner.settings.SettingsReloaded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.UUID;

/**
 * Passes what happened to runs and settings on to those it concerns: the claim loop and the executing attempt, here at once
 * and on other nodes by {@link Broadcast}. Thread-safe.
 */
@ApplicationScoped
class Signals {
    private static final System.Logger LOG = System.getLogger(Signals.class.getName());

    /** Tells that runs may be due. */
    static final String QUEUED = "queued";

    /** Tells that an operator changed a setting. */
    static final String SETTINGS = "settings";

    /** Tells that something was asked of a node; its row says what. */
    static final String DRAIN = "drain:";

    /** Tells the run and the attempt that an operator stopped; later attempts of the run follow a retry. */
    static final String STOPPED = "stopped:";

    /** Tells that a run has a new directive; its log says which. */
    static final String DIRECTED = "directed:";

    @Inject
    private ClaimLoop loop;

    @Inject
    private Running running;

    @Inject
    private Slots slots;

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
            case RunSignal.Stopped(long run, int attempt, var agent, var sinceFirstStart) -> {
                if (!stopped(new AttemptId(run, attempt))) {
                    broadcast.send(STOPPED + run + ":" + attempt);
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
        return settings.workerEnabled() && !draining.isRequested() && slots.free() >= runs;
    }

    /** Another node sent this. It may come late, and any session of the database can send anything. */
    void heard(String message) {
        try {
            act(message);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "Not understood: {0}", message);
        }
    }

    private void act(String message) {
        if (message.equals(QUEUED)) {
            loop.wake();
        } else if (message.equals(SETTINGS)) {
            reload.ask();
        } else if (message.startsWith(STOPPED)) {
            var attempt = message.substring(STOPPED.length()).split(":", 2);
            if (attempt.length == 2) {
                stopped(new AttemptId(Long.parseLong(attempt[0]), Integer.parseInt(attempt[1])));
            }
        } else if (message.startsWith(DIRECTED)) {
            directed(Long.parseLong(message.substring(DIRECTED.length())));
        } else if (message.startsWith(DRAIN)) {
            drain.look(UUID.fromString(message.substring(DRAIN.length())));
        }
    }

    /** Ends the attempts of a run up to this one; says whether this one was executed here. */
    private boolean stopped(AttemptId attempt) {
        var here = running.executes(attempt);
        for (var execution : running.upTo(attempt)) {
            running.giveUp(execution, "the run was stopped");
            loop.slotFreed();
        }
        return here;
    }

    private boolean directed(long run) {
        var executed = running.find(run);
        executed.ifPresent(Execution::directed);
        return executed.isPresent();
    }
}
