package io.agentrunner.execution;

/** The time-out of an attempt whose own node did not tell it in time, for the journal to write. */
public record Overdue(String agent, RunWrite write) {}
