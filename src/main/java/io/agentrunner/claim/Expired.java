package io.agentrunner.claim;

import java.util.OptionalDouble;

/**
 * A run that failed because its deadline passed while nobody executed it.
 *
 * @param attempt the last one; 0 when there was none
 * @param sinceFirstStart seconds; none when it was never started
 */
public record Expired(long runId, int attempt, String agent, OptionalDouble sinceFirstStart) {}
