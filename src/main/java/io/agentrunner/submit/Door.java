package io.agentrunner.submit;

import io.agentrunner.run.ClaimedRun;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lets the runs of one transaction start on this node. For one thread at a time. */
public interface Door extends AutoCloseable {
    /**
     * The node on which runs may start, if it has a live lease and does not drain.
     *
     * @param told the payload of RUN_STARTED
     * @param guardMillis how long the transaction may be idle from then on, in milliseconds
     * @param agents the agents that the node can execute; runs of other agents wait in the queue
     */
    record Offer(UUID node, String told, int guardMillis, Collection<String> agents) {}

    /** A door that offers nothing. */
    Door SHUT = new Door() {
        @Override
        public Optional<Offer> offer(int runs) {
            return Optional.empty();
        }

        @Override
        public void started(List<ClaimedRun> runs) {
            // Nothing was offered.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    /**
     * Returns free slots for this many runs, held until this door is closed. Returns empty if there are too few, or if
     * a claim is under way.
     */
    Optional<Offer> offer(int runs);

    /** Executes the started runs of the committed transaction. */
    void started(List<ClaimedRun> runs);

    /** Ends the offer. Without {@link #started} it is unknown what the offer started, so the node compares its runs. */
    @Override
    void close();
}
