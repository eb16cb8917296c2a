package io.agentrunner.stream;

import io.agentrunner.platform.json.Json;
import io.agentrunner.run.RunItem;
import io.agentrunner.run.Stats;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A message to dashboards, encoded once for all of them.
 *
 * @param run what it is about; null if it is about none alone
 * @param forAll whether it is for all viewers
 * @param projects otherwise it is for viewers for whom only these projects exist; empty: for whom all exist
 */
record FeedMessage(RunItem run, boolean forAll, Optional<Set<Long>> projects, ByteBuffer frame) {
    private record Changed(RunItem run, int event) {}

    /** The newest state of a run. */
    static FeedMessage run(String cursor, RunItem run) {
        return new FeedMessage(
                run,
                true,
                Optional.empty(),
                frame("run", cursor, new Changed(run, run.run().lastEvent())));
    }

    /** More runs changed than are worth sending. */
    static FeedMessage many(String cursor, int about) {
        return new FeedMessage(null, true, Optional.empty(), frame("many", cursor, Map.of("about", about)));
    }

    /** The counts of the runs that exist for some viewers. */
    static FeedMessage stats(String cursor, Optional<Set<Long>> projects, Stats stats) {
        return new FeedMessage(null, false, projects, frame("stats", cursor, stats));
    }

    /** The client's cursor is too old, or of another database. */
    static FeedMessage reset(String cursor) {
        return new FeedMessage(null, true, Optional.empty(), frame("reset", cursor, Map.of()));
    }

    private static ByteBuffer frame(String event, String cursor, Object data) {
        return bytes("event: " + event + "\nid: " + cursor + "\ndata: " + Json.text(data) + "\n\n");
    }

    /** Only moves the client's cursor: a browser keeps the id and fires no event. */
    static ByteBuffer cursor(String cursor) {
        return bytes("id: " + cursor + "\n\n");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
