package io.agentrunner.claim;

import io.agentrunner.agent.Directive;
import io.agentrunner.agents.Agents;
import io.agentrunner.event.Events;
import io.agentrunner.node.StallGuard;
import io.agentrunner.platform.json.Json;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.RunEnded;
import io.agentrunner.run.RunStatus;
import io.agentrunner.run.RunsChanged;
import io.agentrunner.run.RunsEnded;
import io.agentrunner.settings.Settings;
import io.agentrunner.submit.Door;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Claims queued runs for a node and releases them. Each call is one transaction. This singleton is created at the
 * start, so that it still works during a shutdown. Thread-safe.
 */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class Claims {
    /** The number of directives that are read at once. */
    public static final int DIRECTIVES_AT_ONCE = 1000;

    private static final int WIDER = 8;
    private static final int DEEPEST = 100_000;

    @Inject
    private ClaimRepository repository;

    @Inject
    private Events events;

    @Inject
    private Agents agents;

    @Inject
    private StallGuard guard;

    @Inject
    private Settings settings;

    @Inject
    private Event<RunsEnded> ended;

    @Inject
    private Event<RunsChanged> changes;

    /**
     * Claims up to {@code limit} due runs, ordered by priority and then by the time since they are due. One statement
     * sets RUNNING, attempt + 1 and the node, and writes the RUN_STARTED event. Rows that another node is claiming are
     * skipped. A node without a live lease gets none.
     *
     * @param agents the agents that the node can execute; runs of other agents are left to other nodes
     * @param bytes how many bytes goals, options and checkpoints of these runs may have together, without the last run
     * @param place the position where an earlier claim ended, to continue there; null for the whole queue
     */
    public Claimed claim(UUID node, int limit, Collection<String> agents, long bytes, String place) {
        var claimed = repository.claim(new ClaimRequest(node, told(node), limit, limit, agents, bytes, place));
        // Other sessions hold the first runs. The next ones are further back, perhaps with another agent or priority.
        for (var depth = WIDER * limit; claimed.isShortOf(limit) && depth <= DEEPEST; depth *= WIDER) {
            claimed = claimed.and(repository.claim(new ClaimRequest(
                    node, told(node), limit - claimed.runs().size(), depth, agents, bytes - claimed.bytes(), place)));
        }
        if (!claimed.runs().isEmpty()) {
            changes.fire(RunsChanged.EVENT);
        }
        return claimed;
    }

    /** Claims like the method above, from the whole queue. */
    public Claimed claim(UUID node, int limit, Collection<String> agents, long bytes) {
        return claim(node, limit, agents, bytes, null);
    }

    /** Claims up to {@code limit} runs of any agent of this server, of any size. */
    public List<ClaimedRun> claim(UUID node, int limit) {
        return claim(node, limit, agents.names(), Long.MAX_VALUE).runs();
    }

    /**
     * Lets the statement that stores runs also start them on a node. It has the same effect as a claim, for runs that
     * no other session sees yet.
     */
    public Door.Offer offer(UUID node, Collection<String> agents) {
        return new Door.Offer(node, told(node), guard.most(), agents);
    }

    private static String told(UUID node) {
        return Json.text(Map.of("node", node));
    }

    /**
     * Releases up to {@code limit} runs of a node to the queue, without a failure. A run with a request to pause
     * becomes PAUSED. Locked rows are skipped. Returns the released attempts.
     */
    public List<AttemptId> release(UUID node, int limit) {
        return repository.release(node, reason(node, "shutdown"), limit);
    }

    /**
     * Gives attempts of a node back to the queue, without a failure, like {@link #release}. Only attempts that the node
     * still holds and whose rows are not locked are affected. If the reason counts, a run that was given back {@code
     * worker.max.recoveries} times in a row before a commit of its agent fails as quarantined.
     *
     * @param wait the delay before the runs are due again, doubled each time in a row if the reason counts
     * @return the attempts that were given back
     */
    public List<GivenBack> giveBack(UUID node, List<AttemptId> attempts, GivenBack.Reason reason, Duration wait) {
        if (attempts.isEmpty()) {
            return List.of();
        }
        var given = repository.giveBack(
                node, attempts, reason(node, reason.text()), reason, settings.maxRecoveries(), wait);
        RunsEnded.fire(
                ended,
                given.stream()
                        .filter(GivenBack::quarantined)
                        .map(one -> new RunEnded(
                                one.attempt().runId(),
                                one.attempt().attempt(),
                                one.agent(),
                                RunStatus.FAILED,
                                one.sinceFirstStart()))
                        .toList());
        return given;
    }

    private static String reason(UUID node, String text) {
        return Json.text(Map.of("node", node, "reason", text));
    }

    /** Returns the runs that a node holds in the database. */
    public List<HeldRun> held(UUID node) {
        return repository.held(node);
    }

    /** Returns the directives of a run after an event id, oldest first, at most {@value #DIRECTIVES_AT_ONCE}. */
    public List<Directive> directives(long runId, int after) {
        return events.directivesAfter(runId, after, DIRECTIVES_AT_ONCE).stream()
                .map(event -> new Directive(event.id(), event.payload()))
                .toList();
    }
}
