package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** One session locks a row, as in psql, and many clients need it. No other client is affected. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        environment = {
            "WORKER_LEASE=6",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
        })
class LockedRowsIT {
    private static final int CLIENTS = 40;
    /** Twice the lease. */
    private static final Duration LOCKED = Duration.ofSeconds(12);

    private static final Duration SOON = Duration.ofSeconds(3);

    private final Cluster cluster = Cluster.current();

    /**
     * The responses to many clients, of which the last ones may follow the end of the lock, and the times of other
     * requests.
     */
    private record Seen(Queue<Api.Answer> wanting, Queue<Long> millisOfOthers) {}

    @Test
    void forty_clients_that_pause_a_locked_run_cost_the_node_nothing() throws Exception {
        var node = cluster.idOf(cluster.nodes().getFirst());
        var runs = Batch.submit(cluster, cluster.api(0), 20, "\"options\":{\"step_seconds\":6}");
        runs.await("status = 'RUNNING'");
        var wanted = cluster.api(0).submit("\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        var seen = whileLocked(
                "select 1 from run where id = " + wanted + " for update",
                () -> cluster.api(0).post("/runs/" + wanted + "/pause"));

        assertThat(seen.wanting())
                .hasSizeGreaterThan(CLIENTS)
                .allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201, 503));
        assertThat(seen.wanting())
                .anySatisfy(answer -> assertThat(answer.body().get("detail").asText())
                        .contains("Another session is changing run " + wanted));
        assertThat(cluster.api(0).post("/runs/" + wanted + "/stop").status()).isEqualTo(200);
        runs.await("status = 'COMPLETED'");
        runs.expect("attempt = 1 and failures = 0 and losses = 0", runs.size());
        assertThat(cluster.idOf(cluster.nodes().getFirst())).as("the node").isEqualTo(node);
        cluster.verify();
    }

    @Test
    void forty_clients_that_post_to_a_locked_project_hold_up_no_other_project_and_no_claim() throws Exception {
        var project = cluster.api(0)
                .post("/projects", "{\"name\":\"locked\"}")
                .body()
                .get("id")
                .asLong();
        var due = Batch.submit(cluster, cluster.api(0), 20, "\"agent\":\"noop\",\"run_at\":\"" + inSeconds(5) + "\"");
        var seen = whileLocked(
                "select 1 from project where id = " + project + " for update",
                () -> cluster.api(0)
                        .post("/runs", "{\"project_id\":" + project + ",\"goal\":\"locked\",\"agent\":\"noop\"}"));

        assertThat(seen.wanting())
                .hasSizeGreaterThan(CLIENTS)
                .allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201, 503));
        assertThat(seen.wanting())
                .anySatisfy(answer -> assertThat(answer.body().get("detail").asText())
                        .contains("Another session is changing project " + project));
        due.await("status = 'COMPLETED'");
        assertThat(cluster.number("select cast(max(extract(epoch from started_at - run_at)) * 1000 as bigint) from run"
                        + " where " + due.ours("id")))
                .as("milliseconds from due to started, while the project was locked")
                .isLessThan(SOON.toMillis());
        assertThat(cluster.api(0)
                        .post("/runs", "{\"project_id\":" + project + ",\"goal\":\"free\",\"agent\":\"noop\"}")
                        .status())
                .isIn(201, 503);
        cluster.verify();
    }

    private String inSeconds(int seconds) {
        return cluster.texts("select to_char(now() at time zone 'UTC' + interval '" + seconds
                        + " seconds', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
                .getFirst();
    }

    /** Many clients need the locked row, while others read, list and submit. */
    private Seen whileLocked(String lock, Supplier<Api.Answer> wanting) throws SQLException {
        var seen = new Seen(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        var over = new AtomicBoolean();
        try (var holder = locking(lock);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (!over.get()) {
                        seen.wanting().add(wanting.get());
                    }
                });
            }
            var end = System.nanoTime() + LOCKED.toNanos();
            while (System.nanoTime() < end) {
                other(seen, 200, () -> cluster.api(0).get("/runs/1"));
                other(seen, 200, () -> cluster.api(0).get("/runs?limit=5"));
                other(seen, 200, () -> cluster.api(0).get("/health/ready"));
                other(
                        seen,
                        201,
                        () -> cluster.api(0)
                                .post("/runs", "{\"project_id\":1,\"goal\":\"another\",\"agent\":\"noop\"}"));
            }
            over.set(true);
            holder.rollback();
        }
        assertThat(seen.millisOfOthers()).hasSizeGreaterThan(40);
        System.out.println(
                "chaos: while a row was locked " + seen.wanting().size() + " were refused, others took at most "
                        + seen.millisOfOthers().stream().max(Long::compare).orElseThrow() + " ms, "
                        + seen.millisOfOthers().size() + " of them");
        return seen;
    }

    private static void other(Seen seen, int status, Supplier<Api.Answer> request) {
        var sentAt = System.nanoTime();
        var answer = request.get();
        var took = Duration.ofNanos(System.nanoTime() - sentAt);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(took).isLessThan(SOON);
        seen.millisOfOthers().add(took.toMillis());
    }

    private Connection locking(String sql) throws SQLException {
        var session = cluster.database();
        session.setAutoCommit(false);
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
        return session;
    }
}
