package io.agentrunner.claim;

import io.agentrunner.journal.RunWrite;
import java.util.OptionalDouble;

/**
 * The time-out of an attempt whose own node did not tell it in time, for the journal to write.
 *
 * @param sinceFirstStart seconds that the run had taken when this was found
 */
public record Overdue(String agent, OptionalDouble sinceFirstStart, RunWrite write) {}
