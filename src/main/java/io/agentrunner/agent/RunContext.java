package io.agentrunner.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An attempt of a run, as its agent sees it. Only for the thread that called the agent. */
public interface RunContext {
    /** Returns the id of the run. */
    long runId();

    /** Returns the number of the attempt, which grows by one at every claim of the run: the fencing token. */
    int attempt();

    /** Returns the goal of the run. */
    String goal();

    /** Returns the options of the run: an object, perhaps empty. */
    JsonNode options();

    /**
     * Returns the folder of the run's project. Its path is absolute and inside of {@code workspace.roots}. The folder
     * may not exist yet.
     */
    Path workspace();

    /** Returns the number of the last committed iteration, or 0 before the first. */
    int iteration();

    /** Returns the newest committed checkpoint, of this attempt or an earlier one. */
    Optional<JsonNode> checkpoint();

    /**
     * Returns a key for the current iteration. Every attempt that repeats the iteration gets the same key, and no other
     * iteration does. For calls to services that accept an idempotency key.
     */
    String idempotencyKey();

    /**
     * Returns whether the attempt shall end. If so, the next {@link #commit} or {@link #sleep} throws {@link
     * AttemptOverException}.
     */
    boolean shouldStop();

    /**
     * Returns the directives of operators since the last committed iteration, oldest first. The next commit consumes the
     * returned ones. Until then another attempt gets them again.
     */
    List<Directive> directives();

    /**
     * Ends an iteration. Its events, its checkpoint and {@code current_iteration + 1} are committed in one transaction
     * before this method returns.
     *
     * @throws AttemptOverException if the attempt is over (stopped, paused, released, taken over); do not catch it. If the
     * run no longer belonged to this attempt, nothing was stored.
     * @throws FinalFailureException if the checkpoint is too long or could not be read again; nothing was stored
     */
    void commit(Iteration iteration);

    /**
     * Ends an iteration like {@link #commit}, and then the attempt. The run waits in the queue for this duration, without a
     * slot and without a failure. A later attempt continues after this iteration.
     *
     * @return never; this method always throws {@link AttemptOverException} to leave the agent
     */
    AttemptOverException waitFor(Duration time, Iteration left);

    /** Like {@link #waitFor}, but until a time. */
    AttemptOverException waitUntil(Instant time, Iteration left);

    /** Like {@link #waitFor}, but until another run has ended, with any status. */
    AttemptOverException waitForRun(long otherRun, Iteration left);

    /**
     * Sleeps and keeps the slot.
     *
     * @throws AttemptOverException if the attempt is over before that
     */
    void sleep(Duration time);
}
