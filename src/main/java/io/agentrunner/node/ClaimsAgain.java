package io.agentrunner.node;

/** An operator ended the drain of this node, which may claim runs from now on. */
public record ClaimsAgain() {}
