package io.agentrunner.run;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A goal to reach. The verbs are the actions of operators. Each is called with the row locked, checks the table of
 * transitions and returns whether anything changed. Workers change runs by set-based SQL in the packages {@code claim}
 * and {@code journal}.
 */
@Entity
class Run {
    @Id
    private Long id;

    @Column(updatable = false)
    private String agent;

    @Enumerated(EnumType.STRING)
    private RunStatus status;

    @Column(updatable = false)
    private int attempt;

    private int failures;

    private int recoveries;

    @Column(name = "given_back")
    private int givenBack;

    @Column(name = "deadline_at")
    private Instant deadlineAt;

    private String result;

    private String error;

    @Column(name = "pause_requested")
    private boolean pauseRequested;

    @Column(name = "pause_requested_by")
    private String pauseRequestedBy;

    @Column(name = "run_at")
    private Instant runAt;

    @Column(name = "started_at", updatable = false)
    private Instant startedAt;

    @Column(name = "finished_at")
    private Instant finishedAt;

    @Column(name = "waits_for")
    private Long waitsFor;

    @Column(name = "last_event")
    private int lastEvent;

    @Column(name = "last_directive")
    private int lastDirective;

    @Column(name = "directives_done", insertable = false, updatable = false)
    private int directivesDone;

    protected Run() {}

    /** Pauses a queued run at once, and asks a running one to pause at the end of its iteration. */
    boolean pause(String actor) {
        return switch (status) {
            case PAUSED -> false;
            case RUNNING -> {
                var asked = !pauseRequested;
                if (asked) {
                    pauseRequested = true;
                    pauseRequestedBy = actor;
                }
                yield asked;
            }
            default -> {
                become(RunStatus.PAUSED, "paused");
                yield true;
            }
        };
    }

    /**
     * Queues a paused run again, behind the due ones, and withdraws the request to pause a running one. Does nothing to
     * a queued run.
     */
    boolean resume(Instant now) {
        return switch (status) {
            case QUEUED -> false;
            case RUNNING -> {
                var takenBack = pauseRequested;
                pauseRequested = false;
                yield takenBack;
            }
            case PAUSED -> {
                become(RunStatus.QUEUED, "resumed");
                runAt = runAt.isAfter(now) ? runAt : now;
                yield true;
            }
            default -> throw refused("resumed");
        };
    }

    /** Ends the run at once, in any state but a terminal one. */
    boolean stop(Instant now) {
        if (status == RunStatus.STOPPED) {
            return false;
        }
        become(RunStatus.STOPPED, "stopped");
        pauseRequested = false;
        waitsFor = null;
        finishedAt = now;
        return true;
    }

    /**
     * Queues an ended run again and resets its failures and lost nodes. It continues after its last iteration.
     *
     * @param deadline the new deadline; null keeps the old one, if it has not passed
     */
    boolean retry(Instant now, Instant deadline) {
        return switch (status) {
            case QUEUED -> false;
            case FAILED, STOPPED -> {
                become(RunStatus.QUEUED, "retried");
                deadlineAt = deadlineAfter(now, deadline);
                failures = 0;
                recoveries = 0;
                givenBack = 0;
                result = null;
                error = null;
                finishedAt = null;
                runAt = now;
                waitsFor = null;
                yield true;
            }
            default -> throw refused("retried");
        };
    }

    private Instant deadlineAfter(Instant now, Instant deadline) {
        if (deadline != null && !deadline.isAfter(now)) {
            throw ProblemException.invalid("deadline_at", "must be in the future");
        }
        if (deadline == null && deadlineAt != null && !deadlineAt.isAfter(now)) {
            throw ProblemException.conflict(
                    "The deadline of run %d passed at %s; retry it with a new one: {\"deadline_at\":\"…\"}."
                            .formatted(id, deadlineAt));
        }
        return deadline == null ? deadlineAt : deadline;
    }

    /** Notes the event of a directive. An ended run accepts none. */
    int direct() {
        if (status.isTerminal()) {
            throw refused("directed");
        }
        lastDirective = nextEvent();
        return lastDirective;
    }

    /** Returns the event id of the newest directive that a committed iteration consumed. */
    int directivesDone() {
        return directivesDone;
    }

    /** Returns the number of the next event of this run's log. */
    int nextEvent() {
        return ++lastEvent;
    }

    private void become(RunStatus next, String verb) {
        if (!status.allows(next)) {
            throw refused(verb);
        }
        status = next;
    }

    private ProblemException refused(String verb) {
        return ProblemException.conflict("Run %d is %s and cannot be %s.".formatted(id, status, verb));
    }

    long id() {
        return id;
    }

    RunStatus status() {
        return status;
    }

    String agent() {
        return agent;
    }

    int attempt() {
        return attempt;
    }

    /** Returns the seconds from the first start to the end, or empty if one of them is missing. */
    OptionalDouble took() {
        return startedAt == null || finishedAt == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Duration.between(startedAt, finishedAt).toNanos() / 1e9);
    }
}
