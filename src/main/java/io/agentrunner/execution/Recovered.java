package io.agentrunner.execution;

/** How many runs of lost nodes were taken up, and how many of them failed since they lost too many nodes. */
public record Recovered(int runs, int quarantined) {}
