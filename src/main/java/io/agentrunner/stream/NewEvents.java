package io.agentrunner.stream;

/** The events of a run from one to another: {@code after} not included, {@code last} included. */
public record NewEvents(long run, int after, int last) {}
