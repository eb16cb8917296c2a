package io.agentrunner.claim;

import io.agentrunner.journal.RunWrite;

/** The time-out of an attempt whose own node did not write it in time, for the journal to write. */
public record Overdue(String agent, RunWrite write) {}
