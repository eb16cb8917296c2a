package io.agentrunner.inside;

import io.agentrunner.claim.Claims;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import io.agentrunner.run.Runs;
import io.agentrunner.submit.Intake;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** A test that does the steps of workers and operators by hand, while the server's own worker is off. */
public abstract class ExecutionTest extends ContainerTest {
    @Inject
    protected Runs runs;

    @Inject
    protected Intake intake;

    @Inject
    protected Claims claims;

    @Inject
    protected Journal journal;

    @BeforeEach
    void nothing_is_queued() {
        TestRuns.clearQueue();
    }

    protected Written write(RunWrite write) {
        return Threads.get(journal.write(write));
    }
}
