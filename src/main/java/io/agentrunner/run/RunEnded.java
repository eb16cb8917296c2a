package io.agentrunner.run;

import java.util.OptionalDouble;

/**
 * A run that ended, whoever ended it: its agent, an operator, a time-out, a deadline or a quarantine.
 *
 * @param attempt the last one; 0 when there was none
 * @param status a terminal one
 * @param sinceFirstStart seconds; none when it was never started
 */
public record RunEnded(long runId, int attempt, String agent, RunStatus status, OptionalDouble sinceFirstStart) {}
