package io.agentrunner.stream;

import java.nio.ByteBuffer;

/** The content of a stream. Its {@link Connection} calls it under the connection's lock. */
interface Viewer {
    /** The next frame to send; null if there is none at the moment. */
    ByteBuffer next();

    /** Returns whether no frame follows any more, so that the stream ends. */
    boolean isDone();

    /** The connection is closed; called once. */
    void closed();
}
