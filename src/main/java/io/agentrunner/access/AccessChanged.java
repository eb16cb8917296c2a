package io.agentrunner.access;

/** A key was created or revoked, or a session ended; fire it in the transaction that does so. */
public record AccessChanged() {}
