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
 * Takes queued runs for a node and gives them back. Each call is one transaction. A singleton made at the start, so that
 * it still works while the server shuts down. Thread-safe.
 */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class Claims {
    /** So many directives come at once. */
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
     * Claims up to {@code limit} queued runs that are due, by priority, then by how long they are due: RUNNING, attempt
     * + 1, the node and the RUN_STARTED event in one statement. Rows that another node is claiming are passed over. A
     * node without a live lease gets none.
     *
     * @param agents that the node can execute; runs of others are left to other nodes
     * @param bytes that goals, options and checkpoints of these runs may have together, the last run not counted
     * @param place where an earlier claim left off, to go on there without a look at what came before; null for a look
     * at all
     */
    public Claimed claim(UUID node, int limit, Collection<String> agents, long bytes, String place) {
        var claimed = repository.claim(new ClaimRequest(node, told(node), limit, limit, agents, bytes, place));
        // Others hold runs whose turn it was: the next ones are further back, perhaps of another agent or priority.
        for (var depth = WIDER * limit; claimed.isShortOf(limit) && depth <= DEEPEST; depth *= WIDER) {
            claimed = claimed.and(repository.claim(new ClaimRequest(
                    node, told(node), limit - claimed.runs().size(), depth, agents, bytes - claimed.bytes(), place)));
        }
        if (!claimed.runs().isEmpty()) {
            changes.fire(RunsChanged.EVENT);
        }
        return claimed;
    }

    /** Claims like the method above, and looks at the whole queue. */
    public Claimed claim(UUID node, int limit, Collection<String> agents, long bytes) {
        return claim(node, limit, agents, bytes, null);
    }

    /** Claims up to {@code limit} runs of any agent of this server, of any size. */
    public List<ClaimedRun> claim(UUID node, int limit) {
        return claim(node, limit, agents.names(), Long.MAX_VALUE).runs();
    }

    /**
     * Lets runs start on a node by the statement that stores them: a claim of the same kind, of runs that nobody else
     * knows.
     */
    public Door.Offer offer(UUID node, Collection<String> agents) {
        return new Door.Offer(node, told(node), guard.most(), agents);
    }

    private static String told(UUID node) {
        return Json.text(Map.of("node", node));
    }

    /**
     * Gives up to {@code limit} runs of a node back to the queue, unharmed; one that was asked to pause is PAUSED. Passes
     * over rows that are locked. Answers which.
     */
    public List<AttemptId> release(UUID node, int limit) {
        return repository.release(node, reason(node, "shutdown"), limit);
    }

    /**
     * Gives attempts of a node back to the queue, unharmed, like {@link #release}: those of them that the node still holds
     * and whose rows are not locked. A run that was given back {@code worker.max.recoveries} times in a row before its agent
     * left anything fails as quarantined, if the reason counts.
     *
     * @param wait until the runs are due again, doubled each time in a row if the reason counts
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

    /** The runs that a node holds, as the database has it. */
    public List<HeldRun> held(UUID node) {
        return repository.held(node);
    }

    /** The directives of a run after an event id, oldest first; at most {@value #DIRECTIVES_AT_ONCE}. */
    public List<Directive> directives(long runId, int after) {
        return events.directivesAfter(runId, after, DIRECTIVES_AT_ONCE).stream()
                .map(event -> new Directive(event.id(), event.payload()))
                .toList();
    }
}
