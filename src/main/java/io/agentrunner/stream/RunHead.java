package io.agentrunner.stream;

/**
 * How far a run's log goes.
 *
 * @param lastEvent the number of its events
 * @param ended whether its status is terminal
 */
public record RunHead(long run, long projectId, int lastEvent, boolean ended) {}
