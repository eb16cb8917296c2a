package io.agentrunner.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.AttemptOverException;
import io.agentrunner.agent.Directive;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.Written;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** An attempt as its agent sees it. For the agent's thread, except {@link #endAtBoundary}. */
final class AttemptContext implements RunContext {
    private final ClaimedRun run;
    private final Supplier<Path> workspace;
    private final AttemptWrites writes;
    private final Inbox inbox;
    private final AgentMetrics metrics;
    private final AttemptThread thread;

    private int iteration;
    private JsonNode options;
    private JsonNode checkpoint;
    private long iterationBegunAt;
    private boolean parked;
    private volatile boolean endsAtBoundary;

    AttemptContext(
            ClaimedRun run,
            Supplier<Path> workspace,
            AttemptWrites writes,
            Inbox inbox,
            AgentMetrics metrics,
            AttemptThread thread) {
        this.run = run;
        this.workspace = workspace;
        this.writes = writes;
        this.inbox = inbox;
        this.metrics = metrics;
        this.thread = thread;
        this.iteration = run.iteration();
    }

    void begin() {
        iterationBegunAt = System.nanoTime();
    }

    /**
     * Reads the stored data of the run. This happens on the agent's thread, so unreadable data fail only this run.
     *
     * @throws FinalFailureException if it cannot be read: the next attempt could not read it either
     */
    void decode() {
        options = StoredJson.read("options", run.options());
        checkpoint = StoredJson.read("checkpoint", run.checkpoint());
    }

    /** Ends the attempt after the commit of its current iteration. From any thread. */
    void endAtBoundary() {
        endsAtBoundary = true;
    }

    /** Returns whether the agent left with its own write, because its run waits or was paused by an operator. */
    boolean hasParked() {
        return parked;
    }

    /** Writes the end of the attempt. */
    Written end(int number, Outcome outcome) throws ExecutionException {
        var written = writes.write(List.of(), null, number, inbox.consumed(), outcome);
        if (number > iteration && written instanceof Written.Parked) {
            metrics.iterated(iterationBegunAt);
        }
        metrics.ended(written);
        return written;
    }

    @Override
    public void commit(Iteration left) {
        goOn();
        var stored = StoredJson.of("checkpoint", left.checkpoint());
        var written = written(left.notes(), stored, new Outcome.Continue());
        if (written instanceof Written.Committed(int lastDirective)) {
            iteration++;
            checkpoint = stored.value() == null ? checkpoint : stored.value();
            inbox.committed(lastDirective);
        }
        if (endsAtBoundary) {
            thread.isOver("the node is shutting down");
        }
        goOn();
    }

    @Override
    public AttemptOverException waitFor(Duration time, Iteration left) {
        return park(left, new Outcome.WaitFor(time));
    }

    @Override
    public AttemptOverException waitUntil(Instant time, Iteration left) {
        return park(left, new Outcome.WaitUntil(time));
    }

    @Override
    public AttemptOverException waitForRun(long otherRun, Iteration left) {
        return park(left, new Outcome.WaitForRun(otherRun));
    }

    private AttemptOverException park(Iteration left, Outcome outcome) {
        goOn();
        written(left.notes(), StoredJson.of("checkpoint", left.checkpoint()), outcome);
        throw new AttemptOverException(thread.over());
    }

    /** Writes an iteration. The attempt is over if the run does not stay RUNNING. */
    private Written written(List<Iteration.Note> notes, StoredJson left, Outcome outcome) {
        try {
            var written = writes.write(notes, left.text(), iteration + 1, inbox.consumed(), outcome);
            if (written instanceof Written.Committed || written instanceof Written.Parked) {
                metrics.iterated(iterationBegunAt);
                iterationBegunAt = System.nanoTime();
            }
            switch (written) {
                case Written.Committed committed -> {}
                case Written.Parked(RunStatus status) -> {
                    parked = true;
                    thread.isOver(status == RunStatus.QUEUED ? AttemptWrites.waiting(outcome) : "the run is " + status);
                }
                case Written.Lost() -> thread.isOver("the run no longer belongs to this attempt");
                case Written.Refused(String reason) -> throw new FinalFailureException(reason);
                case Written.Locked() -> throw new IllegalStateException("The journal never returns this.");
            }
            return written;
        } catch (ExecutionException e) {
            throw AttemptWrites.notStored(iteration + 1, e);
        }
    }

    @Override
    public void sleep(Duration time) {
        goOn();
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            goOn();
            // The worker did not interrupt, since it first marks the attempt as over. So nobody else would end the
            // attempt.
            throw new IllegalStateException("The agent's own code interrupted its thread.", e);
        }
        goOn();
    }

    private void goOn() {
        if (thread.over() != null) {
            throw new AttemptOverException(thread.over());
        }
    }

    @Override
    public long runId() {
        return run.id();
    }

    @Override
    public int attempt() {
        return run.attempt();
    }

    @Override
    public String goal() {
        return run.goal();
    }

    @Override
    public JsonNode options() {
        return options;
    }

    @Override
    public Path workspace() {
        return workspace.get();
    }

    @Override
    public int iteration() {
        return iteration;
    }

    @Override
    public Optional<JsonNode> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    @Override
    public String idempotencyKey() {
        return "run-%d-iteration-%d".formatted(run.id(), iteration + 1);
    }

    @Override
    public boolean shouldStop() {
        return thread.over() != null || endsAtBoundary;
    }

    @Override
    public List<Directive> directives() {
        goOn();
        return inbox.read();
    }

    @Override
    public String toString() {
        return AttemptLog.head(run.node(), run.id(), run.attempt());
    }
}
