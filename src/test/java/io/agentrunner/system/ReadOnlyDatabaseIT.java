package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** The database answers and refuses every write, as during a switchover or with a full disk. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        environment = {
            "WORKER_LEASE=60",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
        })
class ReadOnlyDatabaseIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration REFUSING = Duration.ofSeconds(30);
    /** The lines of the node's log during refusals for {@link #REFUSING}: one per cause and ten seconds. */
    private static final long MOST_LINES = 60;

    private final Cluster cluster = Cluster.current();

    @AfterEach
    void writes_are_accepted() throws SQLException {
        refuseWrites(false);
    }

    @Test
    void no_run_stays_running_after_the_database_was_read_only_for_a_moment() throws Exception {
        var ending = Batch.submit(cluster, cluster.api(0), 10, "\"agent\":\"sleep\",\"options\":{\"seconds\":1.5}");
        var stepping = Batch.submit(cluster, cluster.api(0), 10, "\"options\":{\"step_seconds\":0.4}");
        var all = ending.and(stepping);
        all.await("status = 'RUNNING'");

        refuseWrites(true);
        var posted = cluster.api(0).post("/runs", "{\"project_id\":1,\"goal\":\"while writes are refused\"}");
        assertThat(posted.status()).as(posted.toString()).isEqualTo(503);
        assertThat(posted.body().get("detail").asText()).contains("read-only");
        Await.until(
                () -> cluster.api(0).get("/health/ready").status() == 503,
                Duration.ofSeconds(2),
                () -> "ready although nothing can be written");
        Await.until(
                () -> !cluster.log(cluster.nodes().getFirst(), "The journal waits for the database")
                        .isEmpty(),
                SOON,
                () -> "no write of an attempt met the refusal");
        // Longer than the sleeping agents, whose ends are refused, too.
        Await.until(elapsed(Duration.ofSeconds(3)), SOON, () -> "the clock stands");
        refuseWrites(false);

        all.await("status = 'COMPLETED'");
        all.expect("attempt = 1 and failures = 0 and losses = 0", all.size());
        Await.until(
                () -> cluster.api(0).get("/health/ready").status() == 200,
                SOON,
                () -> "ready is " + cluster.api(0).get("/health/ready"));
        cluster.verify();
    }

    @Test
    void refused_writes_fill_no_log() throws Exception {
        var runs = Batch.submit(cluster, cluster.api(0), 2, "\"options\":{\"step_seconds\":1}");
        runs.await("status = 'RUNNING'");
        refuseWrites(true);
        var lines = linesWhileClientsTry();
        System.out.println("chaos: writes refused for " + REFUSING.toSeconds() + " s: " + lines + " lines of log");
        refuseWrites(false);
        runs.await("status = 'COMPLETED'");
        assertThat(lines).as("lines of log").isBetween(1L, MOST_LINES);
        assertThat(cluster.log(cluster.nodes().getFirst(), " more of these "))
                .as("lines that count what they left out")
                .isNotEmpty();
        cluster.verify();
    }

    @Test
    void a_database_that_is_away_fills_no_log() throws Exception {
        var runs = Batch.submit(cluster, cluster.api(0), 2, "\"options\":{\"step_seconds\":1}");
        runs.await("status = 'RUNNING'");
        cluster.crashDatabase();
        var lines = linesWhileClientsTry();
        System.out.println("chaos: database away for " + REFUSING.toSeconds() + " s: " + lines + " lines of log");
        cluster.restartDatabase();
        runs.await("status = 'COMPLETED'");
        assertThat(lines).as("lines of log").isBetween(1L, MOST_LINES);
        cluster.verify();
    }

    /** Retries like a client. */
    private long linesWhileClientsTry() throws IOException {
        var before = logLines();
        var most = elapsed(REFUSING);
        Await.until(
                () -> {
                    cluster.api(0).post("/runs", "{\"project_id\":1,\"goal\":\"again\"}");
                    return most.getAsBoolean();
                },
                REFUSING.plusSeconds(20),
                () -> "the clock stands");
        return logLines() - before;
    }

    private long logLines() throws IOException {
        try (var lines = Files.lines(cluster.nodes().getFirst().logFile())) {
            return lines.count();
        }
    }

    private static java.util.function.BooleanSupplier elapsed(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() >= end;
    }

    private void refuseWrites(boolean refused) throws SQLException {
        cluster.configure("default_transaction_read_only", refused ? "on" : "off");
    }
}
