package io.agentrunner.claim;

/** One attempt of a run. The number grows at every claim, so the pair is never reused. */
public record AttemptId(long runId, int attempt) {}
