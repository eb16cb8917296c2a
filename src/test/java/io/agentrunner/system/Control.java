package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.launcher.NodeProcess;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * An operator at a node that executes nothing, and another node that executes. Measures how long the requests at the
 * first take until the second acts.
 */
final class Control {
    private static final String TEXT = "in blue";

    private final Cluster cluster;
    private final Api operator;
    private final NodeProcess executing;

    private final Latencies started = new Latencies("start");
    private final Latencies stopped = new Latencies("stop");
    private final Latencies directed = new Latencies("directive");
    private final Latencies paused = new Latencies("pause");
    private final Latencies resumed = new Latencies("resume");

    Control(Cluster cluster, Api operator, NodeProcess executing) {
        this.cluster = cluster;
        this.operator = operator;
        this.executing = executing;
    }

    Latencies started() {
        return started;
    }

    Latencies stopped() {
        return stopped;
    }

    Latencies directed() {
        return directed;
    }

    Latencies paused() {
        return paused;
    }

    Latencies resumed() {
        return resumed;
    }

    Stream<Latencies> all() {
        return Stream.of(started, stopped, directed, paused, resumed);
    }

    /** Starts a run of ten minutes and stops it. Its agent is interrupted, and its slot is free. */
    void startAndStop() {
        var run = start("\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        stopped.measure(
                () -> ask(run, "/stop", 200),
                () -> inFlight() == 0 && !cluster.log(executing, givenUp(run)).isEmpty());
        assertThat(status(run)).isEqualTo("STOPPED");
    }

    /**
     * Sends a run of three iterations a directive early in the second one, which is the last that can read it, and a
     * request to pause early in the third. Then resumes it until it completes.
     *
     * @param step the time of an iteration, after which the effect can be seen at the earliest
     */
    void directPauseAndResume(Duration step) {
        var run = start("\"options\":{\"step_seconds\":" + step.toMillis() / 1000.0 + "}");
        awaitIteration(run, 1);
        directed.measure(
                () -> direct(run), () -> iteration(run) >= 2, () -> plan(run).contains(TEXT));
        paused.measure(() -> ask(run, "/pause", 200), () -> status(run).equals("PAUSED"));
        assertThat(iteration(run)).isEqualTo(3);
        resumed.measure(() -> ask(run, "/resume", 200), () -> attempt(run) == 2);
        operator.awaitStatus(run, "COMPLETED", Duration.ofSeconds(20));
    }

    private long start(String members) {
        var posted = new long[1];
        started.measure(() -> posted[0] = operator.submit(members), () -> attempt(posted[0]) == 1);
        assertThat(cluster.process(cluster.texts("select node from run where id = " + posted[0])
                        .getFirst()))
                .isEqualTo(executing);
        return posted[0];
    }

    private void ask(long run, String action, int status) {
        assertThat(operator.post("/runs/" + run + action).status()).isEqualTo(status);
    }

    private void direct(long run) {
        var answer = operator.post("/runs/" + run + "/directive", "{\"text\":\"" + TEXT + "\"}");
        assertThat(answer.status()).isEqualTo(201);
    }

    private String plan(long run) {
        return cluster.texts("select payload from event where type = 'PLAN_GENERATED' and run_id = " + run)
                .getFirst();
    }

    private void awaitIteration(long run, int number) {
        new Latencies("iteration " + number).measure(() -> {}, () -> iteration(run) >= number);
    }

    private int inFlight() {
        return new Api(executing.baseUri())
                .get("/worker/status")
                .body()
                .get("in_flight")
                .asInt();
    }

    private static String givenUp(long run) {
        return "Run " + run + " attempt 1 abandoned";
    }

    private String status(long run) {
        return cluster.texts("select status from run where id = " + run).getFirst();
    }

    private long iteration(long run) {
        return cluster.number("select current_iteration from run where id = " + run);
    }

    private long attempt(long run) {
        return cluster.number("select attempt from run where id = " + run);
    }
}
