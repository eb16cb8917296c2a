package io.agentrunner.project;

import java.time.Instant;

/** A project as clients see it. */
public record ProjectView(long id, String name, String localPath, Instant createdAt) {}
