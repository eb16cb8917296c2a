package io.agentrunner.execution;

/** An attempt whose run was given back, unharmed. */
public record Released(long runId, int attempt) {}
