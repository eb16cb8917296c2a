package io.agentrunner.node;

/** An operator ended the draining of this node; it may claim runs from now on. */
public record ClaimsAgain() {}
