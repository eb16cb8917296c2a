package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.Directive;
import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.journal.Held;
import io.agentrunner.journal.Written;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.RunStatus;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two operations meet on one running run. The first one is stopped inside its UPDATE, with an open transaction and a
 * locked row. The second one must be seen to wait for the row, to skip it, or to be tried again. Then the first one
 * continues and commits. A line is one race and its result: first, second, status, failures and recoveries, the answer
 * to the second, and the log since the start. {@link Contenders} explains the words.
 */
class RacesIT extends ExecutionTest {
    private record Race(String first, String second, String status, String counts, String answer, String log) {
        static Race of(String line) {
            var column = line.split(" {2,}", 6);
            return new Race(column[0], column[1], column[2], column[3], column[4], column[5]);
        }
    }

    @Inject
    private Contenders contenders;

    private void race(String lines) {
        lines.lines().map(Race::of).forEach(race -> {
            try {
                run(race);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(race + ": " + e.getMessage(), e);
            }
        });
    }

    @Test
    void a_request_to_pause_against_the_writes_of_the_holder() {
        race("""
                pause     iterate   PAUSED     0 0  PAUSED     STEP RUN_PAUSED
                iterate   pause     RUNNING    0 0  done       STEP
                pause     complete  COMPLETED  0 0  COMPLETED  RUN_COMPLETED
                complete  pause     COMPLETED  0 0  refused    RUN_COMPLETED
                pause     fail      PAUSED     1 0  PAUSED     RUN_RETRY_SCHEDULED RUN_PAUSED
                fail      pause     PAUSED     1 0  done       RUN_RETRY_SCHEDULED RUN_PAUSED
                pause     wait      PAUSED     0 0  PAUSED     RUN_WAITING RUN_PAUSED
                wait      pause     PAUSED     0 0  done       RUN_WAITING RUN_PAUSED
                """);
    }

    @Test
    void a_stop_against_the_writes_of_the_holder() {
        race("""
                stop      iterate   STOPPED    0 0  lost       RUN_STOPPED
                iterate   stop      STOPPED    0 0  done       STEP RUN_STOPPED
                stop      complete  STOPPED    0 0  lost       RUN_STOPPED
                complete  stop      COMPLETED  0 0  refused    RUN_COMPLETED
                stop      fail      STOPPED    0 0  lost       RUN_STOPPED
                fail      stop      STOPPED    1 0  done       RUN_RETRY_SCHEDULED RUN_STOPPED
                stop      wait      STOPPED    0 0  lost       RUN_STOPPED
                wait      stop      STOPPED    0 0  done       RUN_WAITING RUN_STOPPED
                """);
    }

    @Test
    void a_time_out_that_another_node_tells_against_everybody() {
        race("""
                time-out  iterate   QUEUED     1 0  lost       RUN_TIMED_OUT RUN_RETRY_SCHEDULED
                iterate   time-out  QUEUED     1 0  QUEUED     STEP RUN_TIMED_OUT RUN_RETRY_SCHEDULED
                time-out  complete  QUEUED     1 0  lost       RUN_TIMED_OUT RUN_RETRY_SCHEDULED
                complete  time-out  COMPLETED  0 0  lost       RUN_COMPLETED
                time-out  fail      QUEUED     1 0  lost       RUN_TIMED_OUT RUN_RETRY_SCHEDULED
                fail      time-out  QUEUED     1 0  lost       RUN_RETRY_SCHEDULED
                time-out  recover   QUEUED     1 0  nothing    RUN_TIMED_OUT RUN_RETRY_SCHEDULED
                recover   time-out  QUEUED     0 1  lost       RUN_RECOVERED
                time-out  release   QUEUED     1 0  nothing    RUN_TIMED_OUT RUN_RETRY_SCHEDULED
                release   time-out  QUEUED     0 0  lost       RUN_RELEASED
                time-out  pause     PAUSED     1 0  done       RUN_TIMED_OUT RUN_RETRY_SCHEDULED RUN_PAUSED
                pause     time-out  PAUSED     1 0  PAUSED     RUN_TIMED_OUT RUN_RETRY_SCHEDULED RUN_PAUSED
                time-out  stop      STOPPED    1 0  done       RUN_TIMED_OUT RUN_RETRY_SCHEDULED RUN_STOPPED
                stop      time-out  STOPPED    0 0  lost       RUN_STOPPED
                """);
    }

    @Test
    void a_recovery_against_everybody() {
        race("""
                recover   iterate   QUEUED     0 1  lost       RUN_RECOVERED
                iterate   recover   QUEUED     0 1  taken      STEP RUN_RECOVERED
                recover   complete  QUEUED     0 1  lost       RUN_RECOVERED
                complete  recover   COMPLETED  0 0  nothing    RUN_COMPLETED
                recover   fail      QUEUED     0 1  lost       RUN_RECOVERED
                fail      recover   QUEUED     1 0  nothing    RUN_RETRY_SCHEDULED
                recover   wait      QUEUED     0 1  lost       RUN_RECOVERED
                wait      recover   QUEUED     0 0  nothing    RUN_WAITING
                recover   release   QUEUED     0 1  nothing    RUN_RECOVERED
                release   recover   QUEUED     0 0  nothing    RUN_RELEASED
                recover   pause     PAUSED     0 1  done       RUN_RECOVERED RUN_PAUSED
                pause     recover   PAUSED     0 1  taken      RUN_RECOVERED RUN_PAUSED
                recover   stop      STOPPED    0 1  done       RUN_RECOVERED RUN_STOPPED
                stop      recover   STOPPED    0 0  nothing    RUN_STOPPED
                """);
    }

    @Test
    void a_release_against_everybody() {
        race("""
                release   iterate   QUEUED     0 0  lost       RUN_RELEASED
                iterate   release   QUEUED     0 0  taken      STEP RUN_RELEASED
                release   complete  QUEUED     0 0  lost       RUN_RELEASED
                complete  release   COMPLETED  0 0  nothing    RUN_COMPLETED
                release   fail      QUEUED     0 0  lost       RUN_RELEASED
                fail      release   QUEUED     1 0  nothing    RUN_RETRY_SCHEDULED
                release   pause     PAUSED     0 0  done       RUN_RELEASED RUN_PAUSED
                pause     release   PAUSED     0 0  taken      RUN_RELEASED RUN_PAUSED
                release   stop      STOPPED    0 0  done       RUN_RELEASED RUN_STOPPED
                stop      release   STOPPED    0 0  nothing    RUN_STOPPED
                """);
    }

    @Test
    void a_directive_is_never_lost_to_a_run_that_parks_at_the_same_moment() {
        race("""
                direct    wait      QUEUED     0 0  QUEUED     DIRECTIVE RUN_WAITING
                wait      direct    QUEUED     0 0  done       RUN_WAITING DIRECTIVE
                direct    await     QUEUED     0 0  QUEUED     DIRECTIVE RUN_WAITING
                await     direct    QUEUED     0 0  done       RUN_WAITING DIRECTIVE
                direct    park      PAUSED     0 0  PAUSED     DIRECTIVE STEP RUN_PAUSED
                park      direct    PAUSED     0 0  done       STEP RUN_PAUSED DIRECTIVE
                """);
    }

    @Test
    void a_directive_against_everybody_else() {
        race("""
                direct    iterate   RUNNING    0 0  RUNNING, directive 3  DIRECTIVE STEP
                iterate   direct    RUNNING    0 0  done       STEP DIRECTIVE
                direct    complete  COMPLETED  0 0  COMPLETED  DIRECTIVE RUN_COMPLETED
                complete  direct    COMPLETED  0 0  refused    RUN_COMPLETED
                direct    fail      QUEUED     1 0  QUEUED     DIRECTIVE RUN_RETRY_SCHEDULED
                fail      direct    QUEUED     1 0  done       RUN_RETRY_SCHEDULED DIRECTIVE
                direct    time-out  QUEUED     1 0  QUEUED     DIRECTIVE RUN_TIMED_OUT RUN_RETRY_SCHEDULED
                time-out  direct    QUEUED     1 0  done       RUN_TIMED_OUT RUN_RETRY_SCHEDULED DIRECTIVE
                direct    recover   QUEUED     0 1  taken      DIRECTIVE RUN_RECOVERED
                recover   direct    QUEUED     0 1  done       RUN_RECOVERED DIRECTIVE
                direct    release   QUEUED     0 0  taken      DIRECTIVE RUN_RELEASED
                release   direct    QUEUED     0 0  done       RUN_RELEASED DIRECTIVE
                direct    stop      STOPPED    0 0  done       DIRECTIVE RUN_STOPPED
                stop      direct    STOPPED    0 0  refused    RUN_STOPPED
                """);
    }

    private void run(Race race) {
        TestRuns.clearQueue();
        var held = Held.running();
        if (List.of(race.first(), race.second()).contains("park")) {
            runs.pause(held.run(), "tester");
        }
        try (var first = Planted.hold("update on run", "new.id = " + held.run())) {
            var winner = Threads.start(() -> contenders.act(race.first(), held));
            first.awaitHeld();
            var answer = contenders.meet(race.second(), held, first, winner);
            assertThat(answer).as("answer").isEqualTo(race.answer());
        }
        assertThat(TestRuns.log(held.run()).stream().skip(2))
                .as("log")
                .containsExactly(race.log().split(" "));
        assertThat(Sql.rows("select status, failures || ' ' || recoveries from run where id = ?", held.run()))
                .containsExactly(List.of(race.status(), race.counts()));
        TestRuns.assertLogHolds(held.run());
        if (race.log().contains("DIRECTIVE")) {
            assertDirectiveReachesWhoeverIsNext(held);
        } else if (race.second().equals("pause") && race.status().equals("RUNNING")) {
            assertThat(write(held.iterate(2)))
                    .as("the request is met by the next iteration")
                    .isEqualTo(new Written.Parked(RunStatus.PAUSED));
        }
    }

    /** Either this attempt at its next commit or the next attempt at its claim. */
    private void assertDirectiveReachesWhoeverIsNext(Held held) {
        var run = held.run();
        var directive = (int) Sql.number("select id from event where run_id = ? and type = 'DIRECTIVE'", run);
        switch (TestRuns.status(run)) {
            case "COMPLETED" -> {
                return;
            }
            case "RUNNING" -> {
                assertThat(write(held.iterate(2))).isEqualTo(new Written.Committed(directive));
                return;
            }
            case "PAUSED" -> runs.resume(run, "tester");
            case "STOPPED" -> runs.retry(run, "tester");
            default -> Sql.run("update run set run_at = now() where id = ?", run);
        }
        var next = claims.claim(TestNodes.live(), 1).getFirst();
        assertThat(next.id()).isEqualTo(run);
        assertThat(next.lastDirective()).as("what the claim says").isEqualTo(directive);
        assertThat(claims.directives(run, next.directivesDone()))
                .extracting(Directive::text)
                .containsExactly(Contenders.DIRECTIVE);
    }

    @Test
    void a_run_that_parks_until_another_ends_misses_no_end_that_comes_at_the_same_moment() {
        var ends = TestRuns.queued().due("1 hour").save();
        var parks = Held.running();
        try (var ending = Planted.hold("update on run", "new.id = " + ends)) {
            var stop = Threads.start(() -> runs.stop(ends, "tester"));
            ending.awaitHeld();
            var parked = journal.write(parks.waitForRun(ends));
            contenders.assertTriedAgain(parked);
            ending.letGo();
            Threads.get(stop);
            assertThat(Threads.get(parked)).isEqualTo(new Written.Parked(RunStatus.QUEUED));
        }
        assertIsDue(parks.run());
    }

    @Test
    void an_end_that_meets_a_run_parking_until_then_waits_and_wakes_it() {
        var ends = TestRuns.queued().due("1 hour").save();
        var parks = Held.running();
        try (var parking = Planted.hold("update on run", "new.id = " + parks.run())) {
            var parked = journal.write(parks.waitForRun(ends));
            parking.awaitHeld();
            var stop = Threads.start(() -> runs.stop(ends, "tester"));
            parking.awaitBlocking();
            parking.letGo();
            assertThat(Threads.get(parked)).isEqualTo(new Written.Parked(RunStatus.QUEUED));
            Threads.get(stop);
        }
        assertIsDue(parks.run());
    }

    private void assertIsDue(long run) {
        assertThat(claims.claim(TestNodes.live(), 10))
                .extracting(ClaimedRun::id)
                .containsExactly(run);
        TestRuns.assertLogHolds(run);
    }
}
