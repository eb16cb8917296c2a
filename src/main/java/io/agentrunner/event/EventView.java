package io.agentrunner.event;

import java.time.Instant;

/**
 * An event as clients see it.
 *
 * @param id 1, 2, 3 … within the run, without a gap
 * @param payload text; empty when there is none
 * @param attempt the attempt that wrote it; 0 before the first claim
 * @param actor who asked, for what an operator did; otherwise null
 */
public record EventView(int id, long runId, String type, String payload, int attempt, String actor, Instant createdAt) {
    /** The log stores no payload as null; clients see an empty text. */
    public EventView {
        payload = payload == null ? "" : payload;
    }
}
