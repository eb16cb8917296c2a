package io.agentrunner.claim;

import java.util.OptionalDouble;

/**
 * A run that failed because its deadline passed while it was not being executed.
 *
 * @param attempt the last attempt; 0 if there was none
 * @param sinceFirstStart seconds since the first start; empty if the run was never started
 */
public record Expired(long runId, int attempt, String agent, OptionalDouble sinceFirstStart) {}
