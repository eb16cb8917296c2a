package io.agentrunner.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.AttemptOverException;
import io.agentrunner.agent.Directive;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import io.agentrunner.claim.Claims;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * One attempt as its agent sees it, and the hand of the worker on it. The agent's calls come from its own thread; {@link
 * #endNow}, {@link #endAtBoundary} and {@link #directed} from any.
 */
final class Attempt implements RunContext {
    private final ClaimedRun run;
    private final Supplier<Path> workspace;
    private final AttemptWrites writes;
    private final Inbox inbox;
    private final AgentMetrics metrics;

    private int iteration;
    private JsonNode options;
    private JsonNode checkpoint;

    private final AttemptClock clock;
    private final boolean cpuBound;
    private long iterationBegunAt;

    private final AttemptThread thread = new AttemptThread();
    private volatile boolean awaitsOlder;
    private volatile boolean parked;
    private volatile boolean endsAtBoundary;

    Attempt(
            ClaimedRun run,
            Supplier<Path> workspace,
            Journal journal,
            Claims claims,
            AgentMetrics metrics,
            boolean cpuBound) {
        this.run = run;
        this.workspace = workspace;
        this.writes = new AttemptWrites(run, journal);
        this.metrics = metrics;
        this.iteration = run.iteration();
        this.inbox = new Inbox(run, claims);
        this.cpuBound = cpuBound;
        this.clock = new AttemptClock(run.timeout(), run.untilDeadline());
    }

    /**
     * Called first on the thread that the agent will run on.
     *
     * @param older attempts of the same run whose agents have not ended: they are waited for
     * @return false when the attempt is over before it began
     */
    boolean begin(List<Attempt> older) {
        thread.entered();
        try {
            for (var other : older) {
                awaitsOlder = true;
                other.thread.awaitEnd();
            }
        } catch (InterruptedException e) {
            return false;
        }
        iterationBegunAt = System.nanoTime();
        return over() == null && clock.begin();
    }

    /**
     * Reads what the run has stored. On the agent's thread: what cannot be read fails this run alone.
     *
     * @throws FinalFailureException when it cannot be read: the next attempt could not either
     */
    void decode() {
        options = StoredJson.read("options", run.options());
        checkpoint = StoredJson.read("checkpoint", run.checkpoint());
    }

    AttemptClock clock() {
        return clock;
    }

    AttemptThread thread() {
        return thread;
    }

    /** Returns whether it has not begun because an older attempt of the run has not ended. */
    boolean awaitsOlder() {
        return awaitsOlder;
    }

    /** Returns whether its agent declares that it computes without a pause. */
    boolean isCpuBound() {
        return cpuBound;
    }

    /** Returns whether its agent goes on though the attempt is over. */
    boolean lingers() {
        return over() != null && clock.hasBegun();
    }

    /** Gives the attempt up now, whatever the agent does. */
    void endNow(String reason) {
        thread.end(reason);
    }

    /** Gives the attempt up when its iteration is committed. */
    void endAtBoundary() {
        endsAtBoundary = true;
    }

    /** An operator told the run something. */
    void directed() {
        inbox.mayHaveMore();
    }

    /** The event id of the run's newest directive, as the database has it. */
    void newestDirective(int eventId) {
        inbox.newest(eventId);
    }

    /** The node, and so the lease, that this attempt was claimed under. */
    UUID node() {
        return run.node();
    }

    /** About how much memory takes what clients and agents stored of the run. */
    long bytes() {
        return run.bytes();
    }

    /** Why the attempt is over; null while it is not. */
    String over() {
        return thread.over();
    }

    /** Returns whether the agent left with a write of its own: its run waits, or paused as an operator had asked. */
    boolean hasParked() {
        return parked;
    }

    /** The time-out was written. */
    void timedOut(Written written) {
        metrics.ended(written);
    }

    /** Writes how the attempt ended. */
    Written end(int number, Outcome outcome) throws ExecutionException {
        var written = writes.write(List.of(), null, number, inbox.consumed(), outcome);
        if (number > iteration && written instanceof Written.Parked) {
            metrics.iterated(iterationBegunAt);
        }
        metrics.ended(written);
        return written;
    }

    /** The write that says that its time is over. */
    RunWrite timeOut() {
        return writes.timeOut();
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
        throw new AttemptOverException(over());
    }

    /** Writes an iteration; unless the run goes on with it, the attempt is over. */
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
                case Written.Lost() -> thread.isOver("the run is no longer this attempt's");
                case Written.Refused(String reason) -> throw new FinalFailureException(reason);
                case Written.Locked() -> throw new IllegalStateException("The journal answers this to nobody.");
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
            // Not by the worker, which says first that the attempt is over: then nobody else would end it.
            throw new IllegalStateException("Something of the agent's own interrupted its thread.", e);
        }
        goOn();
    }

    private void goOn() {
        if (over() != null) {
            throw new AttemptOverException(over());
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
        return over() != null || endsAtBoundary;
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
