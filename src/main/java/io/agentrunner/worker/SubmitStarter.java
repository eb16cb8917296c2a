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
 * Lets a submit start its runs on this node if no poll is under way, so that one statement stores and starts a run.
 * Meanwhile there is no other claim for the node. Thread-safe.
 */
@ApplicationScoped
class SubmitStarter implements Starter {
    /** With a larger submit, the client would wait longer for the response than the runs gain. */
    private static final int MOST_RUNS = 20;

    /** A submit that takes this long waits for a lock or a connection and delays the polls of this node. */
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
                // Perhaps only the answer of the commit was lost. The next poll clarifies that.
                loop.doubt();
                loop.wake();
            }
            var now = System.nanoTime();
            if (now - offeredAt > SLOW.toNanos()) {
                // A series of waiting submits, for example for a project's row, must not block the polls, so the node
                // is not offered for a while.
                noOffersBefore = now + WITHOUT_OFFERS.toNanos();
            }
            loop.doneClaiming();
        }
    }
}
