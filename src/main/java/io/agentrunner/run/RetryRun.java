package io.agentrunner.run;

import java.time.Instant;

/**
 * The request to retry a run.
 *
 * @param deadlineAt the new deadline; null keeps the old one
 */
public record RetryRun(Instant deadlineAt) {}
