package io.agentrunner.worker;

import io.agentrunner.claim.AttemptId;
import io.agentrunner.claim.Claims;
import io.agentrunner.claim.GivenBack.Reason;
import io.agentrunner.claim.HeldRun;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.OnDemand;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Compares the attempts that this node executes with those that it holds in the database. This happens at each
 * heartbeat, and at each poll of the queue while a claim is in doubt. An attempt that is executed but not held is
 * abandoned. One that is held but not executed at two comparisons in a row is given back to the queue. The comparison
 * has its own thread, since the table of runs may be locked for longer than a lease, for example by a migration.
 * Thread-safe.
 */
@ApplicationScoped
class Comparison implements Lifecycle {
    private static final Duration FOR_A_CLAIM = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 500;
    /** The delay before the run is due again, since the obstacle may be temporary. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    @Inject
    private Claims claims;

    @Inject
    private Membership membership;

    @Inject
    private Running running;

    @Inject
    private ClaimLoop loop;

    @Inject
    private GiveBack giveBack;

    private final OnDemand rounds = new OnDemand(
            "held-runs", "The runs of this node were not compared; the next heartbeat tries again", this::compare);

    /** The attempts that were held but not executed at the last comparison. Guarded by {@code this}. */
    private Set<AttemptId> suspects = Set.of();

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        rounds.open(inContext);
    }

    /** Requests a comparison. Returns at once. */
    void ask() {
        rounds.ask();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** Makes one comparison. */
    synchronized void compare() {
        var node = membership.node();
        // Read in this order, so that a run that is claimed in between does not count as no longer held.
        var executed = running.all();
        var held = claims.held(node).stream().collect(Collectors.toMap(HeldRun::attempt, Function.identity()));
        executed.forEach(
                execution -> check(execution, held.get(new AttemptId(execution.runId(), execution.attempt()))));
        var unexecuted = unexecuted(held.keySet());
        var twice = unexecuted.stream()
                .filter(suspects::contains)
                .limit(MOST_AT_ONCE)
                .toList();
        suspects = unexecuted;
        // After the lease or during a shutdown, the recovery or the release takes care of the rest.
        if (!twice.isEmpty() && membership.holds(node) && !membership.isLeaving()) {
            loop.whileNoneIsClaimed(FOR_A_CLAIM, () -> giveBack(node, twice));
        }
    }

    private void check(Attempt execution, HeldRun row) {
        if (row == null) {
            running.giveUp(execution, "the run no longer belongs to this attempt");
            loop.slotFreed();
        } else {
            execution.newestDirective(row.lastDirective());
        }
    }

    private Set<AttemptId> unexecuted(Set<AttemptId> held) {
        return held.stream().filter(attempt -> !running.executes(attempt)).collect(Collectors.toSet());
    }

    /** There is no claim meanwhile. An attempt that ended since the read is no longer held, so it stays unchanged. */
    private void giveBack(UUID node, List<AttemptId> attempts) {
        giveBack.now(node, List.copyOf(unexecuted(Set.copyOf(attempts))), Reason.NOT_EXECUTED, FIRST_WAIT);
    }
}
