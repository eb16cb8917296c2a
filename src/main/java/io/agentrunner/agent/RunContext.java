package io.agentrunner.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An attempt of a run, as its agent sees it. For the thread that the agent was called on. */
public interface RunContext {
    /** The run. */
    long runId();

    /** The attempt: the fencing token; grows by one at every claim of the run. */
    int attempt();

    /** The goal of the run. */
    String goal();

    /** The run's options; an object, perhaps empty. */
    JsonNode options();

    /** The folder of the run's project, absolute and inside the folders that projects may use. It may not exist yet. */
    Path workspace();

    /** The last committed iteration; 0 before the first. */
    int iteration();

    /** The newest committed checkpoint, of this attempt or an earlier one. */
    Optional<JsonNode> checkpoint();

    /**
     * Names the iteration under way; the same in every attempt that does it again, never used for another. For calls to
     * services that take an idempotency key.
     */
    String idempotencyKey();

    /** Returns whether the attempt is to end: the next {@link #commit} or {@link #sleep} will say so by exception. */
    boolean shouldStop();

    /**
     * The directives of operators since the last committed iteration, oldest first. Those returned are consumed by the
     * next commit; until then another attempt gets them again.
     */
    List<Directive> directives();

    /**
     * Ends an iteration: its events, its checkpoint and {@code current_iteration + 1} are committed in one transaction
     * before this returns.
     *
     * @throws AttemptOverException when the attempt is over (stopped, paused, released, taken over); let it pass. If the
     *     run was no longer this attempt's, nothing was written.
     * @throws FinalFailureException when the checkpoint is too long or could not be read again; nothing was written
     */
    void commit(Iteration iteration);

    /**
     * Ends an iteration like {@link #commit} and leaves: the run waits in the queue for so long, holding no slot and
     * counting no failure. A later attempt goes on after this iteration.
     *
     * @return nothing: it always throws {@link AttemptOverException}, as what leaves the agent
     */
    AttemptOverException waitFor(Duration time, Iteration left);

    /** The same until a time. */
    AttemptOverException waitUntil(Instant time, Iteration left);

    /** The same until another run has ended, however it ends. */
    AttemptOverException waitForRun(long otherRun, Iteration left);

    /**
     * Sleeps, keeping the slot.
     *
     * @throws AttemptOverException when the attempt is over before that
     */
    void sleep(Duration time);
}
