package io.agentrunner.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.launcher.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every check of {@code make verify} finds its violation, which is planted into a valid database and rolled back. */
class VerifyIT {
    /** For each check, a statement that plants the violation, and the expected finding. */
    private static final Map<String, String[]> PLANTED = Map.ofEntries(
            planted("The events of a run replay to its status", """
                    update run set status = 'PAUSED', finished_at = null where id = 2""", "is PAUSED, its log says COMPLETED"),
            planted(
                    "Every step of a log is one that the table of transitions allows",
                    """
                    update event set type = 'RUN_RESUMED' where run_id = 2 and id = 2""",
                    "RUN_RESUMED of a run that was QUEUED"),
            planted(
                    "The events of a run count 1 to n without a gap, and the run knows n",
                    """
                    delete from event where run_id = 3 and id = 2""",
                    "6 events, ids 1 to 7, last_event 7"),
            planted(
                    "Each attempt was started exactly once, and attempt counts them",
                    """
                    update event set attempt = 1 where run_id = 3 and type = 'RUN_STARTED'""",
                    "RUN_STARTED 2 times for 1 attempts"),
            planted(
                    "No event of an attempt follows one of a later attempt",
                    """
                    update event set attempt = 1 where run_id = 3 and type = 'EXECUTING'""",
                    "of attempt 1 after one of attempt 2"),
            planted(
                    "Agents wrote events only while their run was RUNNING",
                    """
                    update event set type = 'AGENT_THINKING' where run_id = 4 and id = 6""",
                    "AGENT_THINKING of a run that was not RUNNING"),
            planted(
                    "Nothing follows the end of a run but an explicit retry",
                    """
                    insert into event (run_id, id, type, attempt) values (2, 4, 'DIRECTIVE', 1)""",
                    "event 4 is DIRECTIVE after RUN_COMPLETED"),
            planted(
                    "Every RUNNING run belongs to a node with a live lease, or one that ended just now",
                    """
                    update node set lease_until = now() - interval '1 minute'""",
                    "the lease of its node"),
            planted(
                    "A live node executes as many runs as it has held since a lease before its newest heartbeat",
                    """
                    update node set in_flight = 0, lease_until = now() + interval '30 seconds';
                    update run set attempt_started_at = now() - interval '1 minute' where id = 5""",
                    "held 1 runs for longer than its lease and executed 0"),
            planted(
                    "failures counts the attempts that failed since the last explicit retry",
                    """
                    update run set failures = 2 where id = 4""",
                    "failures 2, the log has 1"),
            planted(
                    "recoveries counts the nodes that a run lost since its last iteration or explicit retry",
                    """
                    update run set recoveries = 2 where id = 6""",
                    "recoveries 2, the log has 1"),
            planted(
                    "No run is claimed and given back repeatedly before its agent committed anything",
                    """
                    insert into event (run_id, id, type, attempt, payload)
                    values (1, 2, 'RUN_RELEASED', 1, '{"given_back":6,"allowed":5}')""",
                    "event 2 gave it back 6 times in a row, allowed were 5"),
            planted(
                    "given_back counts how often the run was given back since the last commit of its agent",
                    """
                    insert into event (run_id, id, type, attempt, payload)
                    values (1, 2, 'RUN_RELEASED', 1, '{"given_back":2,"allowed":5}');
                    update run set given_back = 3 where id = 1""",
                    "given_back 3, the newest RUN_RELEASED says 2"),
            planted(
                    "last_directive is a run's newest directive, and every consumed directive exists",
                    """
                    update run set directives_done = 9 where id = 5""",
                    "last_directive 3, directives_done 9"),
            planted(
                    "A checkpoint is of an iteration that was committed",
                    """
                    update checkpoint set iteration = 2 where run_id = 3""",
                    "checkpoint of iteration 2, current_iteration 1"),
            planted(
                    "No run waits for a run that has ended, unless it is about to be woken",
                    """
                    update run set waits_for = 2 where id = 1""",
                    "waits for run 2, which is COMPLETED"),
            planted(
                    "No run waits for itself, directly or through others",
                    """
                    update run set waits_for = case id when 1 then 4 when 4 then 6 else 1 end where id in (1, 4, 6)""",
                    "run 4: waits for runs that wait for it"),
            planted(
                    "The counters equal the rows, for each project and for all (project 0)",
                    """
                    insert into run_count values (1, 'PAUSED', 1)""",
                    "project 1, PAUSED: counted 1, there are 0"),
            planted("The counters of runs that are due later equal the rows", """
                    update run set run_at = now() + interval '1 day' where id = 1;
                    update run_count_change set due = due + 5000 where due is not null""", "counted 0, there are 1"));

    @TempDir
    static Path folder;

    private static EmbeddedDatabase database;
    private static Connection session;

    private static Map.Entry<String, String[]> planted(String check, String statement, String detail) {
        return Map.entry(check, new String[] {statement, detail});
    }

    /**
     * Makes one run of each history: queued, completed, recovered, failed once and retried, executing, quarantined and
     * retried.
     */
    @BeforeAll
    static void a_sound_database() throws SQLException {
        database = EmbeddedDatabase.start(folder);
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .load()
                .migrate();
        session = DriverManager.getConnection(database.url(), database.user(), database.password());
        run("""
                insert into node (id, name, version, lease_until, concurrency, in_flight)
                values ('00000000-0000-0000-0000-000000000001', 'node', 'test', now() + interval '1 hour', 1, 1)""");
        run("""
                insert into run (id, project_id, name, goal, run_type, agent, status, options, metadata, max_attempts,
                    priority, timeout_seconds, attempt, failures, recoveries, last_event, last_directive,
                    current_iteration, node, finished_at)
                select id, 1, 'run', 'goal', 'agent', 'simple', status, '{}', '{}', 3, 0, 60, attempt, failures,
                    recoveries, last_event, last_directive, iteration,
                    case when attempt > 0 then uuid '00000000-0000-0000-0000-000000000001' end,
                    case when status = 'COMPLETED' then now() end
                from (values (1, 'QUEUED', 0, 0, 0, 1, 0, 0), (2, 'COMPLETED', 1, 0, 0, 3, 0, 0),
                    (3, 'COMPLETED', 2, 0, 0, 7, 0, 1), (4, 'QUEUED', 2, 1, 0, 9, 0, 0), (5, 'RUNNING', 1, 0, 0, 3, 3, 0),
                    (6, 'QUEUED', 2, 0, 1, 7, 0, 0))
                    as r (id, status, attempt, failures, recoveries, last_event, last_directive, iteration)""");
        run("insert into checkpoint values (3, 1, '{}')");
        log(1, "RUN_CREATED");
        log(2, "RUN_CREATED", "RUN_STARTED", "RUN_COMPLETED");
        log(
                3,
                "RUN_CREATED",
                "RUN_STARTED",
                "AGENT_THINKING",
                "RUN_RECOVERED",
                "RUN_STARTED",
                "EXECUTING",
                "RUN_COMPLETED");
        log(
                4,
                "RUN_CREATED",
                "RUN_STARTED",
                "RUN_TIMED_OUT",
                "RUN_FAILED",
                "RUN_RETRIED",
                "RUN_PAUSED",
                "RUN_RESUMED",
                "RUN_STARTED",
                "RUN_RETRY_SCHEDULED");
        log(5, "RUN_CREATED", "RUN_STARTED", "DIRECTIVE");
        log(
                6,
                "RUN_CREATED",
                "RUN_STARTED",
                "RUN_RECOVERED",
                "RUN_FAILED",
                "RUN_RETRIED",
                "RUN_STARTED",
                "RUN_RECOVERED");
        session.setAutoCommit(false);
    }

    private static void log(int run, String... types) throws SQLException {
        var attempt = 0;
        for (var i = 0; i < types.length; i++) {
            attempt += types[i].equals("RUN_STARTED") ? 1 : 0;
            var payload = types[i].equals("RUN_RECOVERED") ? "'{\"iteration\": 0}'" : "null";
            run("insert into event (run_id, id, type, attempt, payload) values (%d, %d, '%s', %d, %s)"
                    .formatted(run, i + 1, types[i], attempt, payload));
        }
    }

    private static void run(String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        session.close();
        database.close();
    }

    @Test
    void a_sound_database_passes_every_check() throws SQLException {
        var report = VerifyReport.of(session);

        assertThat(report.toString()).doesNotContain("FAILED");
        assertThat(report.holds()).isTrue();
        assertThat(report.runs()).isEqualTo(6);
        assertThat(report.events()).isEqualTo(30);
    }

    @TestFactory
    Stream<DynamicTest> a_planted_violation_is_seen() {
        return VerifyChecks.ALL.stream()
                .map(check -> DynamicTest.dynamicTest(check.name(), () -> {
                    var planted = PLANTED.get(check.name());
                    try {
                        run(planted[0]);
                        var found = VerifyReport.of(session).findings().stream()
                                .filter(finding -> finding.check().equals(check.name()))
                                .findFirst()
                                .orElseThrow();
                        assertThat(found.offenders()).isPositive();
                        assertThat(found.first().toString()).contains(planted[1]);
                    } finally {
                        session.rollback();
                    }
                }));
    }

    @Test
    void a_run_that_is_about_to_be_woken_may_wait_for_one_that_has_ended() throws SQLException {
        try {
            run("update run set waits_for = 2 where id = 1");
            run("insert into missed_wake values (1, 0)");
            assertThat(VerifyReport.of(session).holds()).isTrue();
        } finally {
            session.rollback();
        }
    }

    @Test
    void runs_that_are_due_later_are_counted_right_folded_or_not_and_those_due_now_are_left_out() throws SQLException {
        try {
            run("update run set run_at = now() + interval '3 days' where id in (1, 4)");
            assertThat(VerifyReport.of(session).holds()).isTrue();
            run("""
                    insert into run_due
                    select p, shift, due >> shift, sum(n)
                    from run_count_change, (values (0), (9), (18), (27)) as level (shift), (values (0), (1)) as project (p)
                    where due is not null group by 1, 2, 3""");
            run("update run_count_change set due = null");
            assertThat(VerifyReport.of(session).holds()).isTrue();
            run("update run_due set n = 3 where shift = 9");
            assertThat(VerifyReport.of(session).toString()).contains("counted 3, there are 2");
            run("delete from run_due");
            run("update run set run_at = clock_timestamp() where id in (1, 4)");
            run("update run_count_change set due = null");
            assertThat(VerifyReport.of(session).holds()).isTrue();
        } finally {
            session.rollback();
        }
    }

    @Test
    void a_run_that_was_started_and_released_a_hundred_times_is_seen_whatever_the_reason_but_shutdowns()
            throws SQLException {
        assertThat(startedAndReleased(101, "busy")).contains("run 1: 101 times RUN_STARTED and RUN_RELEASED");
        assertThat(startedAndReleased(100, "busy")).doesNotContain("RUN_STARTED and RUN_RELEASED");
        assertThat(startedAndReleased(500, "shutdown")).doesNotContain("RUN_STARTED and RUN_RELEASED");
    }

    private static String startedAndReleased(int times, String reason) throws SQLException {
        try {
            run("""
                    insert into event (run_id, id, type, attempt, payload)
                    select 1, n, case n %% 2 when 0 then 'RUN_STARTED' else 'RUN_RELEASED' end, n / 2,
                      case n %% 2 when 1 then '{"reason":"%s"}' end
                    from generate_series(2, 1 + 2 * %d) as n""".formatted(reason, times));
            return VerifyReport.of(session).toString();
        } finally {
            session.rollback();
        }
    }

    @Test
    void a_report_counts_all_offenders_and_shows_the_first() throws SQLException {
        try {
            run("update run set recoveries = 7");
            assertThat(VerifyReport.of(session).toString())
                    .contains(
                            "FAILED  recoveries counts the nodes that a run lost since its last iteration or explicit retry: 6")
                    .contains("run 1: recoveries 7, the log has 0");
        } finally {
            session.rollback();
        }
    }
}
