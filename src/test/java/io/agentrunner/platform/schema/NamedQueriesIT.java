package io.agentrunner.platform.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agents.Agents;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Queries;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.platform.sql.StatementFile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Runs each statement of {@code sql/*.sql} once by its name. A new statement must be added here. */
class NamedQueriesIT extends ContainerTest {

    @Inject
    private Queries queries;

    @Inject
    private Agents agents;

    @Test
    void every_named_native_query_runs() {
        var node = TestNodes.live().toString();
        var held = TestRuns.running(java.util.UUID.fromString(node)).save();
        TestRuns.clearQueue();
        var queued = TestRuns.queued().save();
        var one = new Long[] {held};
        var calls = new TreeMap<String, Runnable>(Map.ofEntries(
                change("Setting.put", "no.such.setting", "1", "tester"),
                rows("Setting.changes", 0),
                change("Setting.delete", "no.such.setting"),
                rows("Setting.all", 0),
                rows("Event.append", 1, held, 3, "STEP", "payload", 1, "tester"),
                rows("Event.ensurePartition", 1, 900_000_000L),
                rows("Event.countDirectivesAfter", 1, held, 0),
                rows("Event.directivesAfter", 0, held, 0, 10),
                rows("Event.newestRun", 1),
                rows("Event.dropEmptyPartition", 1, 0L),
                change("Event.retire", (Object) new Long[] {0L}),
                rows("Retention.page", 1, 0L, 10, 36_500),
                rows("Retention.lock", 0, 0L, 10L, 36_500),
                change("Retention.submissions", (Object) new Long[] {0L}),
                change("Retention.runs", (Object) new Long[] {0L}),
                change("Event.analyze"),
                rows("Run.now", 1),
                rows("Run.bytes", 1, held),
                rows("Run.project", 1, held),
                rows("AccessKey.add", 1, "a key of " + held, "viewer", one, "hash", "tester", null),
                Map.entry(
                        "AccessKey.page",
                        () -> assertThat(queries.rows("AccessKey.page", Long.MAX_VALUE, 10))
                                .isNotNull()),
                rows("AccessKey.find", 0, 0L),
                rows("AccessKey.remove", 0, 0L),
                change("AccessKey.use", 0L),
                rows("Session.add", 1, "hash of " + held, null, "token", "n", "viewer", one, 60L),
                rows("Session.find", 0, "no such hash", 60L),
                change("Session.use", "no such hash"),
                change("Session.remove", "no such hash"),
                change("Session.retire", 86_400L, 10),
                change("Audit.add", "tester", "::1", "test", null, null),
                change("Audit.retire", 365, 10),
                rows("Run.existingProjects", 1, new Object[] {new Long[] {1L}}),
                rows("Run.attempts", 1, held, new String[] {"RUN_FAILED"}, 2, 10),
                rows("Run.beginSearch", 1, 5000, true),
                rows("Run.submit", 1, submit()),
                rows("Run.counts", 1, new Object[] {null}),
                rows("Run.waitingIn", 1, new Long[] {1L}, 10),
                Map.entry(
                        "Run.waiting",
                        () -> assertThat(queries.rows("Run.waiting", 10)).isNotEmpty()),
                rows("Run.foldCounts", 1, 10),
                rows("Run.claim", 1, 1, node, "{}", 1000, new String[] {"noop"}, 5, Long.MAX_VALUE, 0, 1, null),
                rows("Agent.live", agents.names().size()),
                rows("Run.release", 1, node, "{}", 10),
                rows("Run.giveBack", 1, node, "{}", one, new Integer[] {1}, true, 5, 1.0, "a reason"),
                rows("Run.heldByNode", 1, node),
                rows("Run.lockForJournal", 1, one, 1000, new String[] {node}),
                rows("Run.existing", 1, new Object[] {one}),
                rows("Run.mayAddWaits", 1),
                rows("Run.lockAwaited", 1, new Object[] {one}),
                rows("Recovery.isDue", 1, 3600.0),
                Map.entry(
                        "Node.markLost",
                        () -> assertThat(queries.rows("Node.markLost")).isNotNull()),
                change("Node.forgetLost", 10),
                Map.entry(
                        "Run.lockOrphans",
                        () -> assertThat(queries.rows("Run.lockOrphans", 10)).isNotNull()),
                rows("Run.recover", 0, new Long[] {0L}, 5),
                rows("Run.wake", 1, 10),
                rows("Run.expire", 0, 10),
                rows("Run.overdue", 0, 10, 3600.0),
                change("Submission.enter", 1L, "a key", "a hash"),
                change("Submission.complete", 1L, "a key", one),
                rows("Submission.find", 0, 1L, "no such key"),
                rows("Node.live", TestNodes.liveCount()),
                change(
                        "Run.journal",
                        one,
                        new Integer[] {1},
                        new String[] {node},
                        new String[] {"COMPLETED"},
                        new Integer[] {1},
                        new Integer[] {1},
                        new Integer[] {0},
                        new String[] {"{}"},
                        new String[] {null},
                        new Integer[] {0},
                        new String[] {null},
                        new Long[] {null}),
                change(
                        "Event.journal",
                        one,
                        new Integer[] {3},
                        new String[] {"STEP"},
                        new String[] {null},
                        new Integer[] {1},
                        new String[] {null}),
                change("Checkpoint.journal", one, new Integer[] {1}, new String[] {"{}"}),
                rows(
                        "Node.join",
                        1,
                        java.util.UUID.randomUUID().toString(),
                        "n",
                        null,
                        "v",
                        30.0,
                        5,
                        null,
                        true,
                        1000,
                        "[]"),
                rows("Node.renew", 1, node, 30.0, 1, 5, false, 1000),
                rows("Operation.insert", 1, "stop", "{\"agent\":\"none\"}", null, "tester"),
                rows("Operation.find", 0, 0L),
                Map.entry(
                        "Operation.lockNext",
                        () -> assertThat(queries.rows("Operation.lockNext")).isNotNull()),
                rows("Operation.nextNamed", 0, 0L, 10),
                change("Operation.advance", 0L, 0L, 0L, 0, "[]"),
                change("Operation.finish", 0L),
                change("Operation.forget", 10),
                rows("Feed.snapshot", 1),
                Map.entry(
                        "Feed.news",
                        () -> assertThat(queries.rows("Feed.news", "1", new String[] {"1"}, 10))
                                .isNotEmpty()),
                change("Feed.mark"),
                change("Feed.forgetMarks"),
                change("Feed.forget", 10),
                change("Metric.sample", 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L),
                Map.entry(
                        "Metric.since",
                        () -> assertThat(queries.rows("Metric.since", 60)).isNotNull()),
                rows("Stream.head", 1, held),
                rows("Stream.heads", 1, new Object[] {one}),
                rows("Stream.newest", 1, one, new Integer[] {0}, new Integer[] {1}, 1000, 1000),
                rows("Stream.page", 1, held, 0, 1, 1000),
                rows("Node.requestDrain", 1, node, false, 1000),
                rows("Node.drainRequest", 1, node),
                change("Node.leave", node)));
        assertThat(calls.keySet()).isEqualTo(names());
        var before = List.of(TestRuns.everything(held), TestRuns.everything(queued));
        calls.values().forEach(Runnable::run);
        assertThat(List.of(TestRuns.everything(held), TestRuns.everything(queued)))
                .isEqualTo(before);
    }

    private static Object[] submit() {
        return new Object[] {
            new Long[] {1L},
            new String[] {null},
            new String[] {"a goal"},
            new String[] {"agent"},
            new String[] {"noop"},
            new String[] {"{}"},
            new String[] {"{}"},
            new Integer[] {0},
            new String[] {null},
            new Integer[] {3},
            new Integer[] {60},
            new String[] {null},
            new String[] {null},
            true,
            new String[0],
            0,
            "",
            new String[0]
        };
    }

    private Map.Entry<String, Runnable> rows(String name, int expected, Object... parameters) {
        return Map.entry(
                name, () -> assertThat(queries.rows(name, parameters)).as(name).hasSize(expected));
    }

    private Map.Entry<String, Runnable> change(String name, Object... parameters) {
        return Map.entry(
                name,
                () -> assertThat(queries.change(name, parameters)).as(name).isNotNegative());
    }

    private static Set<String> names() {
        var names = StatementFile.all().stream().map(StatementFile.Named::name).toList();
        assertThat(names).hasSizeGreaterThan(15).doesNotHaveDuplicates();
        return new TreeSet<>(names);
    }
}
