package io.agentrunner.worker;

import io.agentrunner.agents.Agents;
import io.agentrunner.claim.Claims;
import io.agentrunner.node.Membership;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.submit.Door;
import io.agentrunner.submit.Starter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets a submit that meets no poll start its runs on this node, so that a run is stored and started by one statement.
 * Nobody else claims for the node meanwhile. Thread-safe.
 */
@ApplicationScoped
class SubmitStarter implements Starter {
    /** A larger submit would wait longer for its answer than its runs for their start. */
    private static final int MOST_RUNS = 20;

    /** A submit that took so long waits for a lock or a connection, and kept the polls of this node waiting. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private static final Duration WITHOUT_OFFERS = Duration.ofSeconds(5);

    @Inject
    private ClaimLoop loop;

    @Inject
    private Claims claims;

    @Inject
    private Membership membership;

    @Inject
    private Agents agents;

    private volatile long noOffersBefore = System.nanoTime();

    @Override
    public Door door() {
        return new OfThisNode();
    }

    private final class OfThisNode implements Door {
        private boolean offered;
        private boolean inDoubt;
        private long offeredAt;

        @Override
        public Optional<Offer> offer(int runs) {
            if (runs > MOST_RUNS || System.nanoTime() - noOffersBefore < 0 || !loop.tryClaiming()) {
                return Optional.empty();
            }
            offered = true;
            offeredAt = System.nanoTime();
            if (!loop.hasRoomFor(runs)) {
                close();
                return Optional.empty();
            }
            inDoubt = true;
            return Optional.of(claims.offer(membership.node(), agents.notCpuBound()));
        }

        @Override
        public void started(List<ClaimedRun> runs) {
            if (offered) {
                inDoubt = false;
                loop.startSubmitted(runs);
            }
        }

        @Override
        public void close() {
            if (!offered) {
                return;
            }
            offered = false;
            if (inDoubt) {
                // The commit may only not have been answered: the next poll finds out.
                loop.doubt();
                loop.wake();
            }
            var now = System.nanoTime();
            if (now - offeredAt > SLOW.toNanos()) {
                // Submits that wait for something, as for a project's row, are not offered this node one after the
                // other.
                noOffersBefore = now + WITHOUT_OFFERS.toNanos();
            }
            loop.doneClaiming();
        }
    }
}
