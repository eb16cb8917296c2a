package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.journal.Held;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.JournalWriter;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.run.RunStatus;
import io.agentrunner.run.Runs;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The operations that may meet on a run. Operators (pause, stop, direct) wait for its row. Its holder's writes through
 * the journal (iterate, complete, fail, wait, await another run, park on a request to pause) are tried again. Recovery,
 * release and the time-out of another node, in its own session, skip a locked row.
 */
@Dependent
class Contenders {
    static final String DIRECTIVE = "left, please";

    private static final String NOTHING = "nothing";

    @Inject
    private Runs runs;

    @Inject
    private Claims claims;

    @Inject
    private Journal journal;

    @Inject
    private JournalWriter otherNode;

    @Inject
    private Recovery recovery;

    /** Runs the operation and returns its outcome in a word. */
    String act(String who, Held held) {
        return switch (who) {
            case "pause", "stop", "direct" -> operate(who, held.run());
            case "time-out" -> word(otherNode.write(List.of(held.timeOut())).getFirst());
            case "recover" -> recover(held);
            case "release" -> claims.release(held.node(), 10).size() == 1 ? "taken" : NOTHING;
            default -> word(Threads.get(journal.write(write(who, held))));
        };
    }

    /**
     * Runs the operation while the first one holds the row. Checks how it gets past the lock, releases the first one,
     * and returns the outcome.
     */
    String meet(String who, Held held, Planted first, Future<?> winner) {
        return switch (who) {
            case "pause", "stop", "direct" -> {
                var waiting = Threads.start(() -> act(who, held));
                first.awaitBlocking();
                letGo(first, winner);
                yield Threads.get(waiting);
            }
            case "time-out", "recover", "release" -> {
                var passing = Threads.start(() -> act(who, held));
                assertThat(Threads.get(passing)).as("passing the row over").isEqualTo(NOTHING);
                letGo(first, winner);
                yield act(who, held);
            }
            default -> {
                var waiting = journal.write(write(who, held));
                assertTriedAgain(waiting);
                letGo(first, winner);
                yield word(Threads.get(waiting));
            }
        };
    }

    private static void letGo(Planted first, Future<?> winner) {
        first.letGo();
        Threads.get(winner);
    }

    /** Waits until the journal has tried the write: a later write is committed, and this one still waits. */
    void assertTriedAgain(Future<Written> waiting) {
        assertThat(Threads.get(journal.write(Held.running().iterate(1)))).isInstanceOf(Written.Committed.class);
        assertThat(waiting).isNotDone();
    }

    private String operate(String verb, long run) {
        try {
            switch (verb) {
                case "pause" -> runs.pause(run, "tester");
                case "stop" -> runs.stop(run, "tester");
                default -> runs.direct(run, DIRECTIVE, "tester");
            }
            return "done";
        } catch (ProblemException e) {
            assertThat(e).hasMessageContaining("Run %d is %s and cannot be".formatted(run, TestRuns.status(run)));
            return "refused";
        }
    }

    private String recover(Held held) {
        var before = recoveries(held);
        Sql.run(
                "update node set lease_until = now() - interval '1 second' where id = ? and lost_at is null",
                held.node());
        recovery.markLostNodes();
        recovery.recover(1000);
        return recoveries(held) > before ? "taken" : NOTHING;
    }

    private static long recoveries(Held held) {
        return Sql.number("select recoveries from run where id = ?", held.run());
    }

    private static RunWrite write(String who, Held held) {
        return switch (who) {
            case "iterate", "park" -> held.iterate(1, "STEP");
            case "complete" -> held.complete();
            case "fail" -> held.failAndRetry();
            case "wait" -> held.waitFor(Duration.ofHours(1));
            case "await" -> held.waitForRun(TestRuns.queued().due("1 hour").save());
            default -> throw new IllegalArgumentException(who);
        };
    }

    private static String word(Written written) {
        return switch (written) {
            case Written.Committed(int directive) -> directive == 0 ? "RUNNING" : "RUNNING, directive " + directive;
            case Written.Parked(RunStatus status) -> status.name();
            case Written.Lost() -> "lost";
            case Written.Refused(String reason) -> reason;
            case Written.Locked() -> NOTHING;
        };
    }
}
