package io.agentrunner.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The content of a stream. Its {@link Connection} calls it under the connection's lock. */
interface Viewer {
    String COMMENT = ":\n\n";

    /** The next frame to send; null if there is none at the moment. */
    ByteBuffer next();

    /** Sent after 15 seconds of silence: a comment, which clients ignore. */
    default ByteBuffer keepAlive() {
        return ByteBuffer.wrap(COMMENT.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether no frame follows any more, so that the stream ends. */
    boolean isDone();

    /** The connection is closed; called once. */
    void closed();
}
