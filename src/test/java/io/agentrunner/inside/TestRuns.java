package io.agentrunner.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The factory of rows: runs in any state, with the log that leads there, in their own project. */
public final class TestRuns {
    private static final Map<String, String> STATUS_AFTER = Map.ofEntries(
            Map.entry("RUN_CREATED", "QUEUED"),
            Map.entry("RUN_STARTED", "RUNNING"),
            Map.entry("RUN_PAUSED", "PAUSED"),
            Map.entry("RUN_RESUMED", "QUEUED"),
            Map.entry("RUN_RELEASED", "QUEUED"),
            Map.entry("RUN_RECOVERED", "QUEUED"),
            Map.entry("RUN_RETRY_SCHEDULED", "QUEUED"),
            Map.entry("RUN_WAITING", "QUEUED"),
            Map.entry("RUN_RETRIED", "QUEUED"),
            Map.entry("RUN_COMPLETED", "COMPLETED"),
            Map.entry("RUN_FAILED", "FAILED"),
            Map.entry("RUN_STOPPED", "STOPPED"));

    private final String status;
    private final List<String> log = new ArrayList<>(List.of("RUN_CREATED"));
    private int attempt;
    private UUID node;
    private Long project;
    private String goal = "a goal of a test";
    private String agent = "noop";
    private int priority;
    private String due = "0";
    private boolean pauseRequested;

    private TestRuns(String status, String... events) {
        this.status = status;
        log.addAll(List.of(events));
    }

    public static TestRuns queued() {
        return new TestRuns("QUEUED");
    }

    public static TestRuns paused() {
        return new TestRuns("PAUSED", "RUN_PAUSED");
    }

    public static TestRuns running(UUID node) {
        return new TestRuns("RUNNING", "RUN_STARTED").heldBy(node);
    }

    public static TestRuns completed() {
        return new TestRuns("COMPLETED", "RUN_STARTED", "RUN_COMPLETED").heldBy(UUID.randomUUID());
    }

    public static TestRuns failed() {
        return new TestRuns("FAILED", "RUN_STARTED", "RUN_FAILED").heldBy(UUID.randomUUID());
    }

    public static TestRuns stopped() {
        return new TestRuns("STOPPED", "RUN_STOPPED");
    }

    /** Makes a run by the name of its status. A live node holds a running one. */
    public static TestRuns of(String status) {
        return switch (status) {
            case "QUEUED" -> queued();
            case "PAUSED" -> paused();
            case "RUNNING" -> running(TestNodes.live());
            case "COMPLETED" -> completed();
            case "FAILED" -> failed();
            case "STOPPED" -> stopped();
            default -> throw new IllegalArgumentException(status);
        };
    }

    private TestRuns heldBy(UUID by) {
        node = by;
        attempt = 1;
        return this;
    }

    public TestRuns project(long id) {
        project = id;
        return this;
    }

    public TestRuns goal(String text) {
        goal = text;
        return this;
    }

    public TestRuns agent(String name) {
        agent = name;
        return this;
    }

    public TestRuns priority(int value) {
        priority = value;
        return this;
    }

    /** Sets when the run is due: an interval after now, by the database's clock, perhaps negative. */
    public TestRuns due(String fromNow) {
        due = fromNow;
        return this;
    }

    public TestRuns pauseRequested() {
        pauseRequested = true;
        return this;
    }

    /** Saves the run and returns its id. */
    public long save() {
        if (project == null) {
            project = TestProjects.create();
        }
        var attempts = log.stream()
                .map(type -> type.equals("RUN_CREATED") ? 0 : attempt)
                .toArray(Integer[]::new);
        return Sql.number(
                "with r as (insert into run (project_id, name, goal, run_type, agent, status, attempt, max_attempts,"
                        + " priority, timeout_seconds, options, metadata, node, pause_requested, run_at, finished_at,"
                        + " last_event) values (?, 'test', ?, 'agent', ?, ?, ?, 3, ?, 3600, '{}', '{}', ?, ?,"
                        + " now() + cast(? as interval),"
                        + " case when ? in ('COMPLETED', 'FAILED', 'STOPPED') then now() end, ?) returning id),"
                        + " e as (insert into event (run_id, id, type, attempt) select r.id, t.n, t.type, t.attempt"
                        + " from r, unnest(?::text[], ?::integer[]) with ordinality as t (type, attempt, n))"
                        + " select id from r",
                project,
                goal,
                agent,
                status,
                attempt,
                priority,
                node,
                pauseRequested,
                due,
                status,
                log.size(),
                log.toArray(String[]::new),
                attempts);
    }

    /** Saves this many equal runs. */
    public List<Long> save(int count) {
        var ids = new ArrayList<Long>();
        for (var i = 0; i < count; i++) {
            ids.add(save());
        }
        return ids;
    }

    /** Makes sure that no run of other tests is due or comes due soon. */
    public static void clearQueue() {
        Sql.run(
                "update run set run_at = now() + interval '10 years' where status = 'QUEUED' and run_at < now() + interval '1 minute'");
    }

    public static String status(long id) {
        return Sql.text("select status from run where id = ?", id);
    }

    /** Returns the types of the run's events, in the order of the log. */
    public static List<String> log(long id) {
        return Sql.texts("select type from event where run_id = ? order by id", id);
    }

    /** Returns everything that is stored of a run, for a comparison. */
    public static String everything(long id) {
        return Sql.text(
                "select to_jsonb(r) || jsonb_build_object("
                        + "'events', (select jsonb_agg(e order by e.id) from event e where e.run_id = r.id),"
                        + "'checkpoint', (select to_jsonb(c) from checkpoint c where c.run_id = r.id))"
                        + " from run r where id = ?",
                id);
    }

    /** Fails unless the run's events are 1..n without a gap, the row has the same n, and a replay gives its status. */
    public static void assertLogHolds(long id) {
        var run =
                Sql.rows("select status, last_event from run where id = ?", id).getFirst();
        var events = Sql.rows("select id, type from event where run_id = ? order by id", id);
        var replayed = "";
        for (var i = 0; i < events.size(); i++) {
            if (!events.get(i).getFirst().equals(i + 1)) {
                throw new AssertionError("Run " + id + " has a gap in its log: " + events);
            }
            replayed = STATUS_AFTER.getOrDefault((String) events.get(i).get(1), replayed);
        }
        if (!run.get(1).equals(events.size())) {
            throw new AssertionError("Run " + id + " says " + run + " but has " + events);
        }
        if (!run.getFirst().equals(replayed)) {
            throw new AssertionError("Run " + id + " is " + run.getFirst() + " but its log says " + events);
        }
    }
}
