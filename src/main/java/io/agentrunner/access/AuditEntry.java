package io.agentrunner.access;

import java.time.Instant;

/**
 * One entry of the audit.
 *
 * @param actor null if the client had no valid credential
 */
public record AuditEntry(
        long id, Instant at, String actor, String address, String action, String target, String detail) {}
