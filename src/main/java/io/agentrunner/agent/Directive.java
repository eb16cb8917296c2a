package io.agentrunner.agent;

/**
 * A message from an operator to a running agent.
 *
 * @param eventId the id of its event in the run's log
 */
public record Directive(int eventId, String text) {}
