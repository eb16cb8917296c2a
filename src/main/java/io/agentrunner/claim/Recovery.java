package io.agentrunner.claim;

import io.agentrunner.run.RunEnded;
import io.agentrunner.run.RunSignal;
import io.agentrunner.run.RunStatus;
import io.agentrunner.run.RunsEnded;
import io.agentrunner.settings.Settings;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/**
 * Takes up what lost nodes and stuck attempts leave behind. Every step is bounded, idempotent and safe on all nodes at
 * once: no leader. Each call is one transaction. Thread-safe.
 */
@Stateless
public class Recovery {
    @Inject
    private RecoveryRepository repository;

    @Inject
    private Settings settings;

    @Inject
    private Event<RunSignal> signals;

    @Inject
    private Event<RunsEnded> ended;

    /** Returns whether any of the steps that take something up would find something. */
    public boolean isDue(double graceSeconds) {
        return repository.isDue(graceSeconds);
    }

    /** Marks nodes whose lease has ended: from now on they cannot renew it. Says which. */
    public List<UUID> markLostNodes() {
        return repository.markLost();
    }

    /** Removes nodes that were marked an hour ago, at most so many. */
    public void forgetLostNodes(int limit) {
        repository.forgetLost(limit);
    }

    /**
     * Wakes runs whose awaited run has ended or is gone and that were passed over then, at most so many. Says how many
     * it woke; a run whose row is locked is left for the next round.
     */
    public int wake(int limit) {
        return signalled(repository.wake(limit));
    }

    /** Queues runs of lost nodes again, at most so many; one that lost too many nodes fails as quarantined. */
    public List<Recovered> recover(int limit) {
        var recovered = repository.recover(limit, settings.maxRecoveries());
        signalled((int) recovered.stream().filter(run -> !run.quarantined()).count());
        RunsEnded.fire(
                ended,
                recovered.stream()
                        .filter(Recovered::quarantined)
                        .map(run -> new RunEnded(
                                run.runId(), run.attempt(), run.agent(), RunStatus.FAILED, run.sinceFirstStart()))
                        .toList());
        return recovered;
    }

    /** Somebody looks for them when this transaction was committed. */
    private int signalled(int queued) {
        if (queued > 0) {
            signals.fire(new RunSignal.Queued(queued));
        }
        return queued;
    }

    /** Fails runs that were not being executed when their deadline passed, at most so many. */
    public List<Expired> expire(int limit) {
        var expired = repository.expire(limit);
        RunsEnded.fire(
                ended,
                expired.stream()
                        .map(run -> new RunEnded(
                                run.runId(), run.attempt(), run.agent(), RunStatus.FAILED, run.sinceFirstStart()))
                        .toList());
        return expired;
    }

    /** The time-outs of attempts whose own node did not tell them in time, for the journal to write. */
    public List<Overdue> overdue(int limit, double graceSeconds) {
        return repository.overdue(limit, graceSeconds);
    }
}
