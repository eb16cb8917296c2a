package io.agentrunner.submit;

import io.agentrunner.run.ClaimedRun;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The way by which the runs of one transaction start on this node. For one thread at a time. */
public interface Door extends AutoCloseable {
    /**
     * Where runs may start, if that node has a live lease and does not drain.
     *
     * @param told payload of RUN_STARTED
     * @param guardMillis how long the transaction may stand idle from then on, in milliseconds
     * @param agents that the node can execute; runs of others wait in the queue
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

    /** Free slots for so many runs, held until this is closed. Empty when there are too few, or somebody claims just now. */
    Optional<Offer> offer(int runs);

    /** The transaction was committed: executes those of its runs that started. */
    void started(List<ClaimedRun> runs);

    /** Ends the offer. Without {@link #started} it is in doubt what the offer started: the node compares what it holds. */
    @Override
    void close();
}
