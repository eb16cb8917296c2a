package io.agentrunner.claim;

/** One attempt of a run: the number grows at every claim, so the pair never comes again. */
public record AttemptId(long runId, int attempt) {}
