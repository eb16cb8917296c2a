package io.agentrunner.claim;

/**
 * A run that a node holds.
 *
 * @param lastDirective the event id of its newest directive
 */
public record HeldRun(AttemptId attempt, int lastDirective) {}
