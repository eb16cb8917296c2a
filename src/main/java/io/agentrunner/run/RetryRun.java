package io.agentrunner.run;

import java.time.Instant;

/**
 * How to retry a run.
 *
 * @param deadlineAt that it has from now on; null leaves it as it is
 */
public record RetryRun(Instant deadlineAt) {}
