package io.agentrunner.worker;

import io.agentrunner.claim.AttemptId;
import io.agentrunner.node.ClaimsAgain;
import io.agentrunner.node.Membership;
import io.agentrunner.run.RunSignal;
import io.agentrunner.settings.SettingsReloaded;
import io.agentrunner.signal.Signals;
import io.agentrunner.signal.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/**
 * Passes events of runs to the claim loop and the executing attempt, on this node directly and on other nodes by {@link
 * Signals}. Thread-safe.
 */
@ApplicationScoped
class RunSignals {
    /** Runs may be due. */
    static final String QUEUED = "queued";

    /** An operator stopped this run up to this attempt. Later attempts of the run follow a retry. */
    private static final String STOPPED = "stopped";

    /** A run has a new directive, which is in its log. */
    private static final String DIRECTED = "directed";

    @Inject
    private ClaimLoop loop;

    @Inject
    private Running running;

    @Inject
    private Slots slots;

    @Inject
    private Membership membership;

    @Inject
    private Signals signals;

    void subscribe(@Observes Topics topics) {
        topics.on(QUEUED, loop::wake);
        topics.on(STOPPED, (String attempt) -> stopped(attempt(attempt)));
        topics.on(DIRECTED, (String run) -> directed(Long.parseLong(run)));
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunSignal signal) {
        switch (signal) {
            case RunSignal.Queued(int runs) -> queued(runs);
            case RunSignal.Stopped(long run, int attempt) -> {
                if (!stopped(new AttemptId(run, attempt))) {
                    signals.send(STOPPED, run + ":" + attempt);
                }
            }
            case RunSignal.Directed(long run) -> {
                if (!directed(run)) {
                    signals.send(DIRECTED, Long.toString(run));
                }
            }
        }
    }

    private void queued(int runs) {
        loop.wake();
        if (!fits(runs)) {
            signals.send(QUEUED);
        }
    }

    /** The limit may be higher now, or the worker enabled. */
    void on(@Observes SettingsReloaded change) {
        loop.wake();
    }

    void on(@Observes ClaimsAgain undrained) {
        loop.wake();
    }

    /** Returns whether this node can take this many runs itself, so that the others need not poll. */
    private boolean fits(int runs) {
        return membership.mayClaim() && slots.free() >= runs;
    }

    private static AttemptId attempt(String text) {
        var parts = text.split(":", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(text);
        }
        return new AttemptId(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
    }

    /** Ends the attempts of a run up to this one. Returns whether this one was executed here. */
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
        executed.ifPresent(Attempt::directed);
        return executed.isPresent();
    }
}
