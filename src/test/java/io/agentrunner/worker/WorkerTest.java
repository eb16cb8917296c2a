package io.agentrunner.worker;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.TestWorker;
import io.agentrunner.run.Retry;
import io.agentrunner.run.RunView;
import io.agentrunner.run.Runs;
import io.agentrunner.settings.Settings;
import io.agentrunner.submit.Intake;
import io.agentrunner.submit.TestSubmits;
import io.agentrunner.submit.Wanted;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with the server's own worker and controlled agents. */
abstract class WorkerTest extends ContainerTest {
    static final Retry AT_ONCE = new Retry(BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ZERO);

    @Inject
    Runs runs;

    @Inject
    Intake intake;

    @Inject
    Running running;

    @Inject
    Settings settings;

    @BeforeEach
    void the_worker_claims() {
        TestWorker.on();
    }

    @AfterEach
    void nothing_is_in_flight() {
        TestWorker.off();
        Sql.texts("select id from run where status = 'RUNNING' and agent = 'gate'")
                .forEach(id -> runs.stop(Long.parseLong(id), "tester"));
        Await.until("nothing is in flight", () -> running.size() == 0);
    }

    /** A run of the agent {@code gate}, perhaps with its own limit. */
    long submit(int attempts, Integer timeoutSeconds, Retry retry) {
        return submit("gate", attempts, timeoutSeconds, retry);
    }

    long submit(String agent, int attempts, Integer timeoutSeconds, Retry retry) {
        return TestSubmits.submit(
                        intake,
                        Wanted.run(agent)
                                .maxAttempts(attempts)
                                .timeoutSeconds(timeoutSeconds)
                                .retry(retry)
                                .build())
                .getFirst();
    }

    static Gate started(long run, int attempt) {
        return Gate.of(run).awaitAttempt(attempt);
    }

    RunView awaitStatus(long run, String status) {
        Await.until("run " + run + " is " + status, () -> TestRuns.status(run).equals(status));
        TestRuns.assertLogHolds(run);
        return runs.find(run);
    }
}
