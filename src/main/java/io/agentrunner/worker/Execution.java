package io.agentrunner.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.AttemptOverException;
import io.agentrunner.agent.Directive;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import io.agentrunner.execution.ClaimedRun;
import io.agentrunner.execution.Claims;
import io.agentrunner.execution.Failure;
import io.agentrunner.execution.Journal;
import io.agentrunner.execution.Outcome;
import io.agentrunner.execution.RunWrite;
import io.agentrunner.execution.Written;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.problem.DatabaseFault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * One attempt as its agent sees it, and the hand of the worker on it. The agent's calls come from its own thread; {@link
 * #endNow}, {@link #endAtBoundary} and {@link #directed} from any.
 */
final class Execution implements RunContext {
    private final ClaimedRun run;
    private final Supplier<Path> workspace;
    private final Journal journal;
    private final Inbox inbox;
    private final AgentMetrics metrics;

    private int iteration;
    private JsonNode options;
    private JsonNode checkpoint;

    private final AttemptClock clock;
    private long iterationBegunAt;

    private volatile Thread thread;
    private volatile String over;
    private volatile boolean parked;
    private volatile boolean endsAtBoundary;

    Execution(ClaimedRun run, Supplier<Path> workspace, Journal journal, Claims claims, AgentMetrics metrics) {
        this.run = run;
        this.workspace = workspace;
        this.journal = journal;
        this.metrics = metrics;
        this.iteration = run.iteration();
        this.inbox = new Inbox(run, claims);
        this.clock = new AttemptClock(run.timeout(), run.untilDeadline());
    }

    /** Called first on the thread that the agent will run on; false when the attempt is over before it began. */
    boolean begin() {
        thread = Thread.currentThread();
        iterationBegunAt = System.nanoTime();
        return clock.begin() && over == null;
    }

    /**
     * Reads what the run has stored. On the agent's thread: what cannot be read fails this run alone.
     *
     * @throws FinalFailureException when it cannot be read: the next attempt could not either
     */
    void decode() {
        options = decoded("options", run.options());
        checkpoint = decoded("checkpoint", run.checkpoint());
    }

    private static JsonNode decoded(String what, String text) {
        try {
            return Json.parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new FinalFailureException("The %s of the run cannot be read: %s".formatted(what, e.getMessage()), e);
        }
    }

    AttemptClock clock() {
        return clock;
    }

    /** Gives the attempt up now, whatever the agent does. */
    void endNow(String reason) {
        over = reason;
        var executing = thread;
        if (executing != null) {
            executing.interrupt();
        }
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
        return over;
    }

    /** Whether the agent left with a write of its own: its run waits, or paused as an operator had asked. */
    boolean hasParked() {
        return parked;
    }

    /** The time-out was written. */
    void timedOut(Written written) {
        metrics.ended(OptionalDouble.of(run.sinceFirstStart()), clock.claimedAt(), written);
    }

    /** Writes how the attempt ended. */
    Written end(int number, Outcome outcome) throws ExecutionException {
        var written = write(List.of(), null, number, outcome);
        if (number > iteration && written instanceof Written.Parked) {
            metrics.iterated(iterationBegunAt);
        }
        metrics.ended(OptionalDouble.of(run.sinceFirstStart()), clock.claimedAt(), written);
        return written;
    }

    /** Hands over a write and waits until it is committed or lost, whatever interrupts. */
    private Written write(List<Iteration.Note> notes, String left, int number, Outcome outcome)
            throws ExecutionException {
        var written = journal.write(runWrite(notes, left, number, inbox.consumed(), outcome));
        var interrupted = false;
        try {
            while (true) {
                try {
                    return written.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RunWrite runWrite(List<Iteration.Note> notes, String left, int number, int consumed, Outcome outcome) {
        return new RunWrite(run.id(), run.attempt(), run.node(), number, notes, left, consumed, outcome);
    }

    /** The write that tells the time-out; it keeps the iteration and the directives of whatever the agent committed. */
    RunWrite timeOut() {
        var error = Json.text(Failure.timeOut(run.attempt(), run.node()));
        return runWrite(List.of(), null, 0, 0, new Outcome.TimeOut(error));
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
            over = over == null ? "the node is shutting down" : over;
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
        throw new AttemptOverException(over);
    }

    /** Writes an iteration; unless the run goes on with it, the attempt is over. */
    private Written written(List<Iteration.Note> notes, StoredJson left, Outcome outcome) {
        try {
            var written = write(notes, left.text(), iteration + 1, outcome);
            if (written instanceof Written.Committed || written instanceof Written.Parked) {
                metrics.iterated(iterationBegunAt);
                iterationBegunAt = System.nanoTime();
            }
            switch (written) {
                case Written.Committed committed -> {}
                case Written.Parked(String status) -> {
                    parked = true;
                    over = status.equals("QUEUED") ? waiting(outcome) : "the run is " + status;
                }
                case Written.Lost() -> over = over == null ? "the run is no longer this attempt's" : over;
                case Written.Refused(String reason) -> throw new FinalFailureException(reason);
                case Written.Locked() -> throw new IllegalStateException("The journal answers this to nobody.");
            }
            return written;
        } catch (ExecutionException e) {
            var cause = e.getCause();
            var reason = DatabaseFault.in(cause).map(Throwable::getMessage).orElse(cause.getMessage());
            throw new IllegalStateException(
                    "Iteration %d cannot be stored: %s"
                            .formatted(iteration + 1, reason.lines().findFirst().orElse("")),
                    cause);
        }
    }

    private static String waiting(Outcome outcome) {
        return switch (outcome) {
            case Outcome.WaitForRun(long other) -> "the run waits for run " + other;
            case Outcome.WaitUntil(Instant time) -> "the run waits until " + time;
            default -> "the run waits";
        };
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
        if (over != null) {
            throw new AttemptOverException(over);
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
        return over != null || endsAtBoundary;
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
