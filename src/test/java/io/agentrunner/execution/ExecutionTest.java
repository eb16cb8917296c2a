package io.agentrunner.execution;

import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.run.Runs;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** A test that does to runs what workers and operators do, by hand; the server's own worker is off. */
abstract class ExecutionTest extends ContainerTest {
    @Inject
    Runs runs;

    @Inject
    Claims claims;

    @Inject
    Journal journal;

    @BeforeEach
    void nothing_is_queued() {
        TestRuns.clearQueue();
    }

    Written write(RunWrite write) {
        return Threads.get(journal.write(write));
    }
}
