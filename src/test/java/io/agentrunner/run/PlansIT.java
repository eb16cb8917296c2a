package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.event.EventFilter;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Statements for which clients and workers wait read by an index, and few pages, however many runs there are. The table
 * is skewed: almost all runs are completed and in one project, half of a queue of 40,000 is not due, and one run has
 * 20,000 events. Filters by agent, node or time alone have no index and walk the primary key.
 */
@RunAsClient
class PlansIT extends ContainerTest {
    private static final String NODE = "'00000000-0000-0000-0000-000000000001'";

    private static final List<Plans.Mode> BOTH = List.of(Plans.Mode.CUSTOM, Plans.Mode.GENERIC);

    private static Plans plans;

    @BeforeAll
    static void fill() throws SQLException {
        plans = new Plans();
        plans.execute("insert into project (name) select 'project ' || n from generate_series(1, 20) n");
        plans.execute("insert into node (id, name, version, lease_until, concurrency) values (" + NODE
                + ", 'n', '0', clock_timestamp() + interval '1 hour', 100)");
        plans.execute(
                "insert into run (project_id, name, goal, run_type, agent, status, max_attempts, priority,"
                        + " timeout_seconds, options, metadata, node, run_at, finished_at, last_event)"
                        + " select case when n % 500 = 0 then 2 + n / 500 % 20 else 1 end, 'r', 'goal ' || n, 'agent', 'noop', s, 3,"
                        + " n % 7, 3600, '{}', case when n % 1000 = 0 then '{\"tenant\":\"rare\"}' when n % 10 = 0 then"
                        + " '{\"tenant\":\"common\"}' else '{}' end::jsonb, " + NODE + "::uuid,"
                        + " now() + case when s = 'QUEUED' and n % 2 = 0 then interval '1 day' else interval '-1 hour' end,"
                        + " case when s in ('COMPLETED', 'FAILED', 'STOPPED') then now() end, 1"
                        + " from (select n, case when n % 2000 = 1 then 'FAILED' when n % 5000 = 2 then 'STOPPED'"
                        + " when n % 10000 = 3 then 'PAUSED' when n > 260000 and n < 300000 then 'QUEUED'"
                        + " when n % 3000 = 4 then 'RUNNING' else 'COMPLETED' end as s from generate_series(1, 300000) n) as made");
        plans.execute("insert into event (run_id, id, type, attempt) select id, 1, 'RUN_CREATED', 0 from run");
        plans.execute("insert into event (run_id, id, type, attempt) select 150000, n,"
                + " case when n % 5000 = 0 then 'DIRECTIVE' else 'STEP' end, 1 from generate_series(2, 20000) n");
        plans.execute("insert into checkpoint (run_id, iteration, data) select id, 1, '{}' from run where id % 10 = 0");
        plans.execute("vacuum analyze");
    }

    @AfterAll
    static void empty() throws SQLException {
        plans.close();
    }

    @Test
    void claim_reads_what_it_claims() throws SQLException, IOException {
        for (var mode : BOTH) {
            for (var aging : List.of("0", "60")) {
                var plan = claim(mode, "100", "'{noop,simple,sleep}'", aging);
                assertThat(plan.scansOfAll()).as("%s %s", mode, plan).isEmpty();
                assertThat(plan.steps()).contains("Index Scan run by run_claim");
                // For each claimed run: find and lock it, change it with its seven index entries, write its event.
                assertThat(plan.pages()).as("%s %s", mode, plan).isLessThan(100 * 60);
            }
        }
    }

    @Test
    void a_claim_does_not_read_the_queue_of_an_agent_that_its_node_lacks() throws SQLException, IOException {
        for (var mode : BOTH) {
            var plan = claim(mode, "100", "'{simple,sleep}'", "0");
            assertThat(plan.scansOfAll()).as("%s %s", mode, plan).isEmpty();
            assertThat(plan.pages()).as("%s %s", mode, plan).isLessThan(60);
        }
    }

    @Test
    void a_claim_that_finds_nothing_due_does_not_read_the_queue() throws SQLException, IOException {
        plans.execute("update run set run_at = run_at + interval '10 days' where status = 'QUEUED'");
        plans.execute("vacuum analyze run");
        try {
            for (var mode : BOTH) {
                var plan = claim(mode, "100", "'{noop,simple,sleep}'", "0");
                assertThat(plan.scansOfAll()).as("%s %s", mode, plan).isEmpty();
                // Seven priorities, three probes each.
                assertThat(plan.pages()).as("%s %s", mode, plan).isLessThan(150);
            }
        } finally {
            plans.execute("update run set run_at = run_at - interval '10 days' where status = 'QUEUED'");
            plans.execute("vacuum analyze run");
        }
    }

    @Test
    void streams_read_only_what_is_new() throws SQLException, IOException {
        plans.execute("insert into feed (runs) select array[n] from generate_series(1, 50000) n");
        plans.execute("vacuum analyze feed");
        var next = plans.literal("select pg_snapshot_xmax(pg_current_snapshot())");
        for (var mode : BOTH) {
            var news = plans.of(mode, Plans.named("Feed.news"), next, "'{}'", "2000");
            assertThat(news.steps()).as("%s %s", mode, news).noneMatch(step -> step.startsWith("Seq Scan feed "));
            assertThat(news.pages()).as("%s %s", mode, news).isLessThan(20);
            for (var plan : List.of(
                    plans.of(mode, Plans.named("Stream.heads"), "'{1,150000}'"),
                    plans.of(
                            mode,
                            Plans.named("Stream.newest"),
                            "'{1,150000}'",
                            "'{0,19990}'",
                            "'{1,20000}'",
                            "65536",
                            "65536"),
                    plans.of(mode, Plans.named("Stream.page"), "150000", "10000", "100", "65536"))) {
                assertThat(plan.scansOfAll()).as("%s %s", mode, plan).isEmpty();
                assertThat(plan.pages()).as("%s %s", mode, plan).isLessThan(60);
            }
        }
    }

    private static Plans.Plan claim(Plans.Mode mode, String limit, String agents, String aging)
            throws SQLException, IOException {
        return claim(mode, limit, agents, aging, "null");
    }

    private static Plans.Plan claim(Plans.Mode mode, String limit, String agents, String aging, String place)
            throws SQLException, IOException {
        var claim = Plans.named("Run.claim");
        return plans.of(mode, claim, limit, NODE, "'{}'", "1000", agents, "5", "1000000000", aging, limit, place);
    }

    @Test
    void a_claim_that_goes_on_does_not_read_what_was_claimed_before_its_place() throws SQLException, IOException {
        // Entries of claimed runs stay in the index while another session may still see them.
        try (var reader = Sql.connect()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            reader.createStatement().execute("select count(*) from project");
            plans.execute(
                    "create temporary table taken as with taken as (update run set status = 'RUNNING' where id in ("
                            + "select id from run where status = 'QUEUED' and priority = 6 and run_at < now() order by run_at, id"
                            + " limit 2000) returning run_at, id) select * from taken");
            var place = plans.literal("select jsonb_build_object('noop', jsonb_build_object("
                    + "'priority', 6, 'after', max(run_at), 'id', max(id))) from taken");
            for (var mode : BOTH) {
                var front = claim(mode, "10", "'{noop}'", "0");
                var goneOn = claim(mode, "10", "'{noop}'", "0", place);
                assertThat(front.pages()).as("the entries are there").isGreaterThan(2000);
                assertThat(goneOn.scansOfAll()).as("%s %s", mode, goneOn).isEmpty();
                assertThat(goneOn.pages()).as("%s %s", mode, goneOn).isLessThan(10 * 60);
            }
            reader.rollback();
        } finally {
            plans.execute("update run set status = 'QUEUED' where id in (select id from taken)");
            plans.execute("drop table taken");
            plans.execute("vacuum analyze run");
        }
    }

    @Test
    void stats_hop_over_the_queue() throws SQLException, IOException {
        for (var mode : BOTH) {
            for (var projects : List.of("null", "array[1, 2, 3]::bigint[]")) {
                var counts = plans.of(mode, Plans.named("Run.counts"), projects);
                assertThat(counts.scansOfAll()).as("%s %s", mode, counts).isEmpty();
                assertThat(counts.pages()).as("%s %s", mode, counts).isLessThan(100);
            }
            var waiting = plans.of(mode, Plans.named("Run.waiting"), "100");
            assertThat(waiting.scansOfAll()).as("%s %s", mode, waiting).isEmpty();
            // No live node has the agent, so a hundred runs of each of seven priorities are counted.
            assertThat(waiting.pages()).as("%s %s", mode, waiting).isLessThan(1000);
            var waitingIn = plans.of(mode, Plans.named("Run.waitingIn"), "array[1, 2, 3]::bigint[]", "100");
            assertThat(waitingIn.scansOfAll()).as("%s %s", mode, waitingIn).isEmpty();
            assertThat(waitingIn.pages()).as("%s %s", mode, waitingIn).isLessThan(500);
        }
    }

    @Test
    void the_counts_of_a_few_projects_do_not_read_those_of_the_others() throws SQLException, IOException {
        plans.execute("insert into run_count select p, 'QUEUED', 1 from generate_series(1000, 60000) p");
        plans.execute(
                "insert into run_due select p, 0, second + n, 1 from generate_series(1000, 11000) p, generate_series(1, 20) n,"
                        + " (select date_part('epoch', now())::bigint as second) clock");
        plans.execute("vacuum analyze run_count, run_due");
        try {
            for (var mode : BOTH) {
                for (var projects : List.of("null", "array[1001, 1002]::bigint[]")) {
                    var counts = plans.of(mode, Plans.named("Run.counts"), projects);
                    assertThat(counts.scansOfAll()).as("%s %s", mode, counts).isEmpty();
                    assertThat(counts.pages()).as("%s %s", mode, counts).isLessThan(100);
                }
            }
        } finally {
            plans.execute("delete from run_count where project_id >= 1000");
            plans.execute("delete from run_due where project_id >= 1000");
        }
    }

    @Test
    void a_page_of_events_reads_that_page_of_one_partition() throws SQLException, IOException {
        for (var mode : Plans.Mode.values()) {
            for (var after : List.of("0", "10000", "19999")) {
                var page = plans.of(mode, EventFilter.after(0, 100).sql(150_000), after, "2147483647");
                assertThat(page.scansOfAll()).as("%s %s", mode, page).isEmpty();
                assertThat(page.pages()).as("%s %s", mode, page).isLessThan(20);
            }
        }
    }

    @Test
    void first_and_later_pages_of_runs_read_that_page() throws SQLException, IOException {
        for (var before : new Long[] {null, 200_000L, 50L}) {
            few(list(Set.of(), null, Map.of(), before));
            few(list(Set.of(), 1L, Map.of(), before));
            few(list(Set.of(), 7L, Map.of(), before));
            few(list(Set.of(RunStatus.FAILED), null, Map.of(), before));
            few(list(Set.of(RunStatus.STOPPED, RunStatus.PAUSED), null, Map.of(), before));
            few(list(Set.of(), null, Map.of("tenant", "rare"), before));
            few(list(Set.of(), null, Map.of("tenant", "nobody"), before));
        }
    }

    @Test
    void a_page_of_runs_with_metadata_that_many_have_is_read_in_order_when_the_value_is_known()
            throws SQLException, IOException {
        var search = list(Set.of(), null, Map.of("tenant", "common"), null);
        var plan = plans.of(Plans.Mode.CUSTOM, search.sql(), Plans.literals(search.parameters()));
        assertThat(plan.scansOfAll()).as("%s", plan).isEmpty();
        assertThat(plan.pages()).as("%s", plan).isLessThan(3000);
    }

    @Test
    void the_newest_runs_that_completed_are_found_behind_the_queue() throws SQLException, IOException {
        for (var mode : Plans.Mode.values()) {
            var search = list(Set.of(RunStatus.COMPLETED), null, Map.of(), null);
            var plan = plans.of(mode, search.sql(), Plans.literals(search.parameters()));
            assertThat(plan.scansOfAll()).isEmpty();
            // This walks over the 40,000 runs of the queue.
            assertThat(plan.pages()).isLessThan(3000);
        }
    }

    @Test
    void maintenance_reads_what_is_running_or_has_a_deadline() throws SQLException, IOException {
        var runs = plans.literal("select array(select id from run where status = 'RUNNING' order by id limit 50)");
        for (var mode : BOTH) {
            maintains(mode, "Run.release", NODE, "'{}'", "10");
            maintains(
                    mode,
                    "Run.giveBack",
                    NODE,
                    "'{}'",
                    plans.literal("select array(select id from run where status = 'RUNNING' order by id limit 50)"),
                    "array_fill(1, array[50])",
                    "true",
                    "5",
                    "1.0",
                    "'a reason'");
            maintains(mode, "Recovery.isDue", "30.0");
            maintains(mode, "Run.lockOrphans", "100");
            maintains(mode, "Run.recover", runs, "5");
            maintains(mode, "Run.wake", "100");
            maintains(mode, "Run.overdue", "100", "30.0");
            maintains(mode, "Run.expire", "100");
        }
    }

    private static void maintains(Plans.Mode mode, String name, String... literals) throws SQLException, IOException {
        var plan = plans.of(mode, Plans.named(name), literals);
        assertThat(plan.scansOfAll()).as("%s %s %s", name, mode, plan).isEmpty();
        assertThat(plan.pages()).as("%s %s %s", name, mode, plan).isLessThan(2000);
    }

    @Test
    void the_journal_reads_the_runs_that_it_writes() throws SQLException, IOException {
        var runs = plans.literal("select array(select id from run where status = 'RUNNING' order by id limit 50)");
        for (var mode : BOTH) {
            var lock = plans.of(mode, Plans.named("Run.lockForJournal"), runs, "1000", "array[" + NODE + "]::uuid[]");
            assertThat(lock.scansOfAll()).as("%s %s", mode, lock).isEmpty();
            assertThat(lock.pages()).isLessThan(50 * 20);
            var awaited = plans.of(mode, Plans.named("Run.lockAwaited"), runs);
            assertThat(awaited.scansOfAll()).as("%s %s", mode, awaited).isEmpty();
            assertThat(awaited.pages()).as("%s %s", mode, awaited).isLessThan(50 * 30);
            var write = plans.of(
                    mode,
                    Plans.named("Run.journal"),
                    runs,
                    "array_fill(0, array[50])",
                    "array_fill(" + NODE + "::text, array[50])",
                    "array_fill('RUNNING'::text, array[50])",
                    "array_fill(1, array[50])",
                    "array_fill(1, array[50])",
                    "array_fill(0, array[50])",
                    "array_fill('{}'::text, array[50])",
                    "array_fill(null::text, array[50])",
                    "array_fill(0, array[50])",
                    "array_fill(null::text, array[50])",
                    "array_fill(null::bigint, array[50])");
            assertThat(write.scansOfAll()).as("%s %s", mode, write).isEmpty();
            assertThat(write.pages()).as("%s %s", mode, write).isLessThan(50 * 60);
        }
    }

    @Test
    void runs_that_a_node_holds_are_found_without_reading_all() throws SQLException, IOException {
        for (var mode : BOTH) {
            var plan = plans.of(mode, Plans.named("Run.heldByNode"), NODE);
            assertThat(plan.scansOfAll()).as("%s %s", mode, plan).isEmpty();
            assertThat(plan.steps()).anyMatch(step -> step.contains("run_release"));
        }
    }

    @Test
    void a_step_of_retention_reads_its_page() throws SQLException, IOException {
        for (var mode : BOTH) {
            var page = plans.of(mode, Plans.named("Retention.page"), "1000", "1000", "30");
            assertThat(page.scansOfAll()).as("%s %s", mode, page).isEmpty();
            assertThat(page.pages()).as("%s %s", mode, page).isLessThan(200);
            var lock = plans.of(mode, Plans.named("Retention.lock"), "1000", "2000", "0");
            assertThat(lock.scansOfAll()).as("%s %s", mode, lock).isEmpty();
            var events = plans.of(mode, Plans.named("Event.retire"), "array[1001, 1002, 1003]::bigint[]");
            assertThat(events.scansOfAll()).as("%s %s", mode, events).isEmpty();
            var keys = plans.of(mode, Plans.named("Retention.submissions"), "array[1001, 1002]::bigint[]");
            assertThat(keys.scansOfAll()).as("%s %s", mode, keys).isEmpty();
        }
    }

    @Test
    void a_plan_that_reads_all_is_told_apart() throws SQLException, IOException {
        var plan = plans.of(Plans.Mode.CUSTOM, "select count(*) from run where goal = ?1", "'x'");
        assertThat(plan.scansOfAll()).isNotEmpty();
        assertThat(plan.pages()).isGreaterThan(5000);
    }

    private static RunSearch list(Set<RunStatus> statuses, Long project, Map<String, String> metadata, Long before) {
        return new RunSearch(
                new RunFilter(
                        statuses,
                        Optional.ofNullable(project).map(Set::of),
                        null,
                        null,
                        metadata,
                        null,
                        null,
                        null,
                        before,
                        false),
                50,
                RunDetail.BRIEF);
    }

    private static void few(RunSearch search) throws SQLException, IOException {
        for (var mode : Plans.Mode.values()) {
            var plan = plans.of(mode, search.sql(), Plans.literals(search.parameters()));
            assertThat(plan.scansOfAll())
                    .as("%s %s %s", search.sql(), mode, plan)
                    .isEmpty();
            assertThat(plan.pages()).as("%s %s %s", search.sql(), mode, plan).isLessThan(600);
        }
    }
}
