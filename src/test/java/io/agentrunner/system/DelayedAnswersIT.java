package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microshed.testing.jupiter.MicroShedTest;

/**
 * Two of three nodes receive answers of the database late, at random and also later than their lease, and lose some
 * answers to claims. Meanwhile operators stop, retry, pause, resume and direct runs. Afterwards every run has ended or
 * is executed, and nothing else is executed.
 */
@Tag("chaos")
@MicroShedTest
@Nodes(
        environment = {
            "WORKER_LEASE=4",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=60",
            "WORKER_MAX_RECOVERIES=100",
        },
        agents = WitnessAgent.class)
class DelayedAnswersIT {
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration TROUBLE = Duration.ofSeconds(45);
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int OPERATORS = 3;

    private static final List<String> VERBS =
            List.of("stop", "stop", "retry", "retry", "pause", "resume", "resume", "directive");

    @TempDir
    static Path witnesses;

    private final Cluster cluster = Cluster.current();
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final AtomicInteger delays = new AtomicInteger();
    private final AtomicInteger pastTheLease = new AtomicInteger();
    private final AtomicInteger lostClaims = new AtomicInteger();

    @Test
    void whatever_answer_comes_late_every_run_ends_or_is_executed_and_nothing_else_is() throws Exception {
        System.out.println("chaos: answers that come late: -Dseed=" + seed);
        try (var first = new LateAnswers(cluster.databaseUrl());
                var second = new LateAnswers(cluster.databaseUrl())) {
            var proxies = List.of(first, second);
            for (var proxy : proxies) {
                cluster.add(Map.of("DATABASE_URL", proxy.url()));
            }
            var finite = Batch.submit(cluster, cluster.api(0), 60, options(40));
            var endless = Batch.submit(cluster, cluster.api(0), 40, options(0));
            var all = finite.and(endless);
            Await.until(() -> proxied(all) >= 20, LONG, () -> "the nodes behind the proxies execute " + proxied(all));

            for (var proxy : proxies) {
                proxy.by(atRandom(new Random(seed + proxies.indexOf(proxy))));
            }
            operate(all);
            proxies.forEach(LateAnswers::calmDown);

            assertThat(pastTheLease.get()).as("answers later than the lease").isPositive();
            assertThat(leasesLost()).as("leases that ended").isPositive();
            assertThat(lostClaims.get()).as("claims that were not answered").isPositive();
            Await.until(
                    () -> goneOn(finite, endless),
                    LONG,
                    () -> "finite " + finite.fates() + ", endless " + endless.fates());
            Await.until(
                    () -> held(all).equals(executed())
                            && inFlight() == held(all).size(),
                    LONG,
                    () -> "held " + held(all) + ", executed " + executed() + ", in flight " + inFlight());
            cluster.verify();

            for (var run = endless.first(); run <= endless.last(); run++) {
                cluster.api(0).post("/runs/" + run + "/stop");
            }
            Await.until(() -> executed().isEmpty() && inFlight() == 0, LONG, () -> "still executed: " + executed());
            all.expect("status in ('COMPLETED', 'FAILED', 'STOPPED')", all.size());
            cluster.verify();
            System.out.printf(
                    "chaos: late answers: %d, %d of them past the lease, %d leases and %d claims lost, %d runs given back, 0 stranded%n",
                    delays.get(),
                    pastTheLease.get(),
                    leasesLost(),
                    lostClaims.get(),
                    all.events("type = 'RUN_RELEASED'"));
        }
    }

    private static String options(int iterations) {
        return "\"agent\":\"witness\",\"max_attempts\":100,\"retry\":{\"base_seconds\":0,\"factor\":1,\"max_seconds\":0},\"options\":{\"folder\":\"%s\",\"iterations\":%d}"
                .formatted(witnesses.toAbsolutePath(), iterations);
    }

    /**
     * Delays one of a hundred answers by half a second up to five thirds of the lease, and one of eight renewals by
     * more than the lease, so that leases end in any case. Loses the answers to one of four commits of claims.
     */
    private LateAnswers.Rule atRandom(Random random) {
        return (statement, transaction) -> {
            synchronized (random) {
                if (isClaim(statement, transaction) && random.nextInt(4) == 0) {
                    lostClaims.incrementAndGet();
                    return LateAnswers.NEVER;
                }
                var renews = statement.contains("renewed_at = clock_timestamp()");
                if (random.nextInt(renews ? 8 : 100) > 0) {
                    return Duration.ZERO;
                }
                var shortest = renews ? LEASE.toMillis() + 500 : 500;
                var delay = Duration.ofMillis(shortest + random.nextInt(renews ? 2_000 : 6_000));
                delays.incrementAndGet();
                if (delay.compareTo(LEASE) > 0) {
                    pastTheLease.incrementAndGet();
                }
                return delay;
            }
        };
    }

    private static boolean isClaim(String statement, List<String> transaction) {
        return statement.equals("COMMIT")
                && transaction.stream().anyMatch(sql -> sql.contains("update run") && sql.contains("'RUN_STARTED'"));
    }

    /** Lets operators do random actions for a while. */
    private void operate(Batch runs) throws Exception {
        var end = System.nanoTime() + TROUBLE.toNanos();
        try (var operators = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, OPERATORS)
                    .mapToObj(i -> operators.submit(operator(runs, i, end)))
                    .toList();
            for (var operator : all) {
                operator.get();
            }
        }
    }

    private Callable<Void> operator(Batch runs, int number, long end) {
        return () -> {
            var random = new Random(seed - number - 1);
            while (System.nanoTime() - end < 0) {
                var run = runs.first() + random.nextInt(runs.size());
                act(number, run, VERBS.get(random.nextInt(VERBS.size())));
                // Operators are slow, since fast ones would hold the rows that the agents write.
                LockSupport.parkNanos(random.nextInt(60) * 1_000_000L);
            }
            return null;
        };
    }

    /** A refusal by the run's status, or no answer in time, is normal for an operator. */
    private void act(int node, long run, String verb) {
        try {
            var path = "/runs/" + run + "/" + verb;
            if (verb.equals("directive")) {
                cluster.api(node).post(path, "{\"text\":\"go on\"}");
            } else {
                cluster.api(node).post(path);
            }
        } catch (UncheckedIOException e) {
            // Perhaps done, perhaps not.
        }
    }

    /** Resumes all paused runs, also those of a request without an answer in time. Returns whether none is left. */
    private boolean goneOn(Batch finite, Batch endless) {
        for (var runs : List.of(finite, endless)) {
            runs.ids("status = 'PAUSED' or pause_requested").forEach(run -> act(0, run, "resume"));
            runs.ids("status = 'STOPPED'").forEach(run -> act(0, run, "retry"));
        }
        return finite.count("status in ('COMPLETED', 'FAILED')") == finite.size()
                && endless.count("status = 'RUNNING'") == endless.size();
    }

    private long proxied(Batch runs) {
        return runs.count("status = 'RUNNING' and node not in (select id from node where name = '" + name(0) + "')");
    }

    private String name(int node) {
        return cluster.nodes().get(node).name();
    }

    private long leasesLost() {
        return cluster.nodes().stream()
                .map((NodeProcess node) -> cluster.log(node, "; it is node ").size())
                .mapToLong(Integer::longValue)
                .sum();
    }

    /** Returns {@code RUN-ATTEMPT} of the RUNNING rows. */
    private Set<String> held(Batch runs) {
        return new TreeSet<>(
                cluster.texts("select id || '-' || attempt from run where status = 'RUNNING' and " + runs.ours("id")));
    }

    /** Returns {@code RUN-ATTEMPT} of the agents that work on any node. */
    private static Set<String> executed() {
        try (var files = Files.list(witnesses)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long inFlight() {
        var sum = 0L;
        for (var node = 0; node < cluster.nodes().size(); node++) {
            sum += cluster.api(node)
                    .get("/worker/status")
                    .body()
                    .get("in_flight")
                    .asLong();
        }
        return sum;
    }
}
