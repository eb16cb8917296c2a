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
 * Recovers the runs of lost nodes and stuck attempts. Every step is bounded, idempotent and safe on all nodes at once,
 * so there is no leader. Each call is one transaction. Thread-safe.
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

    /** Returns whether any of the steps would find something to recover. */
    public boolean isDue(double graceSeconds) {
        return repository.isDue(graceSeconds);
    }

    /** Marks nodes whose lease has ended, and returns them. From now on they cannot renew it. */
    public List<UUID> markLostNodes() {
        return repository.markLost();
    }

    /** Deletes a bounded number of nodes that were marked an hour ago. */
    public void forgetLostNodes(int limit) {
        repository.forgetLost(limit);
    }

    /**
     * Wakes a bounded number of runs that were skipped when their awaited run ended or was deleted. Returns how many it
     * woke. A run with a locked row is left for the next round.
     */
    public int wake(int limit) {
        return signalled(repository.wake(limit));
    }

    /** Queues a bounded number of runs of lost nodes again. A run that lost too many nodes fails as quarantined. */
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

    /** After the commit of this transaction, nodes poll for them. */
    private int signalled(int queued) {
        if (queued > 0) {
            signals.fire(new RunSignal.Queued(queued));
        }
        return queued;
    }

    /** Fails a bounded number of runs that were not being executed when their deadline passed. */
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

    /** Returns the time-outs of attempts whose own node did not write them in time, for the journal to write. */
    public List<Overdue> overdue(int limit, double graceSeconds) {
        return repository.overdue(limit, graceSeconds);
    }
}
