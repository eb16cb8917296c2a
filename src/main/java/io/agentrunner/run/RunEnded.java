package io.agentrunner.run;

import java.util.OptionalDouble;

/**
 * A run that was ended by its agent, an operator, a time-out, a deadline or a quarantine.
 *
 * @param attempt the last attempt; 0 if there was none
 * @param status a terminal status
 * @param sinceFirstStart seconds since the first start; empty if the run was never started
 */
public record RunEnded(long runId, int attempt, String agent, RunStatus status, OptionalDouble sinceFirstStart) {}
