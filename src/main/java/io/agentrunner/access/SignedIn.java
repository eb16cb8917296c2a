package io.agentrunner.access;

/**
 * A caller that proved who it is.
 *
 * @param key the id of its key, or null
 */
public record SignedIn(Caller caller, SignedInBy source, Long key) {}
