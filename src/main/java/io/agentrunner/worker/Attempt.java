package io.agentrunner.worker;

import io.agentrunner.claim.Claims;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import io.agentrunner.run.ClaimedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** One attempt, as the worker controls it. Its agent sees it as {@link AttemptContext}. Thread-safe. */
final class Attempt {
    private final ClaimedRun run;
    private final AttemptWrites writes;
    private final Inbox inbox;
    private final AgentMetrics metrics;
    private final AttemptContext context;
    private final AttemptClock clock;
    private final boolean cpuBound;

    private final AttemptThread thread = new AttemptThread();
    private volatile boolean awaitsOlder;

    Attempt(
            ClaimedRun run,
            Supplier<Path> workspace,
            Journal journal,
            Claims claims,
            AgentMetrics metrics,
            boolean cpuBound) {
        this.run = run;
        this.writes = new AttemptWrites(run, journal);
        this.inbox = new Inbox(run, claims);
        this.metrics = metrics;
        this.context = new AttemptContext(run, workspace, writes, inbox, metrics, thread);
        this.cpuBound = cpuBound;
        this.clock = new AttemptClock(run.timeout(), run.untilDeadline());
    }

    /**
     * Begins the attempt. Called first on the agent's thread.
     *
     * @param older attempts of the same run whose agents have not ended; this attempt waits for them
     * @return false if the attempt is over before it began
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
        context.begin();
        return over() == null && clock.begin();
    }

    /** Returns what the agent sees of this attempt. */
    AttemptContext context() {
        return context;
    }

    long runId() {
        return run.id();
    }

    int attempt() {
        return run.attempt();
    }

    AttemptClock clock() {
        return clock;
    }

    AttemptThread thread() {
        return thread;
    }

    /** Returns whether this attempt waits for the end of an older attempt of its run. */
    boolean awaitsOlder() {
        return awaitsOlder;
    }

    /** Returns whether its agent is CPU-bound. */
    boolean isCpuBound() {
        return cpuBound;
    }

    /** Returns whether its agent continues although the attempt is over. */
    boolean lingers() {
        return over() != null && clock.hasBegun();
    }

    /** Abandons the attempt at once and interrupts its agent. */
    void endNow(String reason) {
        thread.end(reason);
    }

    /** Ends the attempt after the commit of its current iteration. */
    void endAtBoundary() {
        context.endAtBoundary();
    }

    /** Notes a new directive of an operator. */
    void directed() {
        inbox.mayHaveMore();
    }

    /** Takes the event id of the run's newest directive in the database. */
    void newestDirective(int eventId) {
        inbox.newest(eventId);
    }

    /** Returns the node, and so the lease, under which this attempt was claimed. */
    UUID node() {
        return run.node();
    }

    /** Returns the approximate memory, in bytes, for the stored data of the run. */
    long bytes() {
        return run.bytes();
    }

    /** Returns the reason why the attempt is over, or null while it is not. */
    String over() {
        return thread.over();
    }

    /** Ends the attempt after its time-out was stored. */
    void timedOut(Written written) {
        metrics.ended(written);
    }

    /** Returns the write for a time-out. */
    RunWrite timeOut() {
        return writes.timeOut();
    }

    @Override
    public String toString() {
        return AttemptLog.head(run.node(), run.id(), run.attempt());
    }
}
