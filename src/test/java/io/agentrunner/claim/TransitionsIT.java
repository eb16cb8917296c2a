package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.journal.Held;
import io.agentrunner.run.RunStatus;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The effect of each verb on a run of each status, through the real facades. */
class TransitionsIT extends ExecutionTest {
    @Inject
    private Recovery recovery;

    private static final List<String> STATUSES =
            List.of("QUEUED", "RUNNING", "PAUSED", "COMPLETED", "FAILED", "STOPPED");

    /**
     * For each verb, in the order of the statuses above: the status afterwards, = for unchanged, ! for refused and
     * unchanged.
     */
    private static final String TABLE = """
            pause     PAUSED  =         =       !  !       !
            resume    =       =         QUEUED  !  !       !
            stop      STOPPED STOPPED   STOPPED !  !       =
            retry     =       !         !       !  QUEUED  QUEUED
            claim     RUNNING =         =       =  =       =
            release   =       QUEUED    =       =  =       =
            iterate   =       +         =       =  =       =
            complete  =       COMPLETED =       =  =       =
            fail      =       FAILED    =       =  =       =
            expire    FAILED  =         FAILED  =  =       =
            """;

    private record Row(long run, UUID node) {}

    @Test
    void every_verb_does_to_every_status_what_the_table_says() {
        var expected = new LinkedHashMap<String, String>();
        var found = new LinkedHashMap<String, String>();
        TABLE.lines().map(line -> line.split(" +")).forEach(line -> {
            for (var i = 0; i < STATUSES.size(); i++) {
                var pair = line[0] + " a " + STATUSES.get(i) + " run";
                expected.put(pair, line[i + 1]);
                found.put(pair, apply(line[0], STATUSES.get(i)));
            }
        });
        assertThat(expected).hasSize(10 * 6);
        assertThat(found).isEqualTo(expected);
    }

    private String apply(String verb, String status) {
        TestRuns.clearQueue();
        var run = TestRuns.of(status).save();
        var node = Sql.text("select node from run where id = ?", run);
        // A run without a node is addressed by an existing node.
        var row = new Row(run, node == null ? TestNodes.live() : UUID.fromString(node));
        var before = TestRuns.everything(run);
        var refused = refuses(verb, row);
        TestRuns.assertLogHolds(run);
        var after = TestRuns.status(run);
        if (!after.equals(status)) {
            return refused ? "refused, but " + after : after;
        }
        // A request to pause a running run, or its withdrawal, changes neither its status nor its log.
        var same = withoutRequest(TestRuns.everything(run)).equals(withoutRequest(before));
        return refused ? (same ? "!" : "refused, but changed") : (same ? "=" : "+");
    }

    private static String withoutRequest(String row) {
        return row.replaceFirst("\"pause_requested\": (true|false)", "")
                .replaceFirst("\"pause_requested_by\": (null|\"tester\")", "")
                .replaceFirst("\"deadline_at\": (null|\"[^\"]*\")", "");
    }

    private boolean refuses(String verb, Row row) {
        try {
            perform(verb, row);
            return false;
        } catch (EJBException e) {
            throw e;
        } catch (RuntimeException e) {
            var status = TestRuns.status(row.run());
            assertThat(e).hasMessageContaining("Run " + row.run() + " is " + status + " and cannot be");
            return true;
        }
    }

    private void perform(String verb, Row row) {
        var attempt = (int) Sql.number("select attempt from run where id = ?", row.run());
        var held = new Held(row.run(), attempt, row.node());
        switch (verb) {
            case "pause" -> runs.pause(row.run(), "tester");
            case "resume" -> runs.resume(row.run(), "tester");
            case "stop" -> runs.stop(row.run(), "tester");
            case "retry" -> runs.retry(row.run(), "tester");
            case "claim" -> claims.claim(TestNodes.live(), 10);
            case "release" -> claims.release(row.node(), 10);
            case "iterate" -> write(held.iterate(1, "STEP"));
            case "complete" -> write(held.complete());
            case "fail" -> write(held.fail());
            case "expire" -> expire(row.run());
            default -> throw new IllegalArgumentException(verb);
        }
    }

    private void expire(long run) {
        Sql.run("update run set deadline_at = now() - interval '1 second' where id = ?", run);
        recovery.expire(1000);
    }

    @Test
    void what_the_verbs_do_is_what_the_table_of_transitions_allows() {
        TABLE.lines().map(line -> line.split(" +")).forEach(line -> {
            for (var i = 0; i < STATUSES.size(); i++) {
                if (STATUSES.contains(line[i + 1])) {
                    assertThat(RunStatus.valueOf(STATUSES.get(i)).allows(RunStatus.valueOf(line[i + 1])))
                            .as("%s a %s run", line[0], STATUSES.get(i))
                            .isTrue();
                }
            }
        });
    }

    @Test
    void a_directive_is_taken_by_every_run_that_has_not_ended() {
        var taken = new ArrayList<String>();
        for (var status : STATUSES) {
            var run = TestRuns.of(status).due("1 hour").save();
            try {
                runs.direct(run, "left, please", "tester");
                taken.add(status);
                assertThat(TestRuns.log(run)).endsWith("DIRECTIVE");
            } catch (EJBException e) {
                throw e;
            } catch (RuntimeException e) {
                assertThat(e).hasMessage("Run %d is %s and cannot be directed.".formatted(run, status));
            }
            TestRuns.assertLogHolds(run);
        }
        assertThat(taken).containsExactly("QUEUED", "RUNNING", "PAUSED");
    }
}
