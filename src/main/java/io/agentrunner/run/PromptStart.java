package io.agentrunner.run;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The chance to start runs by the statement that stores them. Who can execute that many at once offers its node before;
 * when the transaction was committed, it finds here what has started. Confined to the thread of that transaction.
 */
public final class PromptStart {
    private final int runs;
    private Offer offer;
    private List<Started> started;

    /**
     * Where the runs may start, if that node has a live lease and does not drain.
     *
     * @param told payload of RUN_STARTED
     * @param guardMillis how long the transaction may stand idle from then on
     * @param agents that the node can execute; runs of others wait in the queue
     */
    public record Offer(UUID node, String told, int guardMillis, Collection<String> agents) {}

    /**
     * A run that started with its first attempt.
     *
     * @param node that was offered
     * @param projectPath or null
     * @param options JSON object text
     * @param timeout how long the attempt may take from its begin
     * @param untilDeadline time left until the run's deadline when it started, by the database's clock
     * @param sinceDue seconds that it had been due
     */
    public record Started(
            long runId,
            UUID node,
            long projectId,
            String projectPath,
            String agent,
            String goal,
            String options,
            Duration timeout,
            Optional<Duration> untilDeadline,
            double sinceDue) {}

    PromptStart(int runs) {
        this.runs = runs;
    }

    /** How many runs there are to start. */
    public int runs() {
        return runs;
    }

    /** Lets the runs start there that are due. */
    public void offer(Offer where) {
        offer = where;
    }

    Optional<Offer> offered() {
        return Optional.ofNullable(offer);
    }

    void stored(List<Started> ofThem) {
        started = ofThem;
    }

    /** Whether the runs were stored: then the transaction may have been committed, even if that was not answered. */
    public boolean isStored() {
        return started != null;
    }

    /** The runs that started; none before they were stored. */
    public List<Started> started() {
        return isStored() ? started : List.of();
    }
}
