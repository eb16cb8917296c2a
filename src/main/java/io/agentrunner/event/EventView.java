package io.agentrunner.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An event as clients see it.
 *
 * @param id 1, 2, 3 … within the run, without a gap
 * @param payload the text; empty if there is none
 * @param payloadSize the bytes of the whole payload in UTF-8 if this one is cut; otherwise null
 * @param attempt the attempt that wrote the event; 0 before the first claim
 * @param actor the operator who caused the event; otherwise null
 */
public record EventView(
        int id,
        long runId,
        String type,
        String payload,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer payloadSize,
        int attempt,
        String actor,
        Instant createdAt) {
    /** A missing payload is null in the log and an empty text for clients. */
    public EventView {
        payload = payload == null ? "" : payload;
    }

    /** Returns this event with a payload of at most this many bytes. No character is cut in two. */
    EventView cutTo(int bytes, int size) {
        if (size <= bytes) {
            return this;
        }
        var cut = ByteBuffer.allocate(bytes);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(payload), cut, false);
        var text = new String(cut.array(), 0, cut.position(), StandardCharsets.UTF_8);
        return new EventView(id, runId, type, text, size, attempt, actor, createdAt);
    }
}
