package io.agentrunner.stream;

import io.agentrunner.event.EventView;
import io.agentrunner.platform.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An event in the form of Server-Sent Events. It is encoded once and shared by all viewers of the run.
 *
 * @param id of the event
 * @param content the whole frame; its first line is the {@code event:} line
 * @param unnamedFrom where the frame begins without that line
 */
public record Frame(int id, ByteBuffer content, int unnamedFrom) {
    /** The event's JSON has no line break, and its type has none either. */
    static Frame of(EventView event) {
        var name = "event: " + event.type() + "\n";
        var text = name + "id: " + event.id() + "\ndata: " + Json.text(event) + "\n\n";
        return new Frame(event.id(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), name.length());
    }

    int size() {
        return content.limit();
    }

    /** The bytes to send, with a position of the caller's own. */
    ByteBuffer toSend(boolean named) {
        var frame = content.duplicate();
        return named ? frame : frame.position(unnamedFrom);
    }
}
