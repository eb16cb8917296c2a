package io.agentrunner.submit;

import io.agentrunner.run.ClaimedRun;
import java.util.List;
import java.util.Optional;

/** A door to a node that only exists as a row. */
record OfferedNode(Offer only) implements Door {
    @Override
    public Optional<Offer> offer(int runs) {
        return Optional.of(only);
    }

    @Override
    public void started(List<ClaimedRun> runs) {
        // That node executes nothing.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
