package io.agentrunner.stream;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * The newest batches of messages to dashboards. Immutable, so that any thread may read it.
 *
 * @param last the number of the newest batch; they count 1, 2, 3 …
 * @param batches without a gap, the newest last
 * @param cursor all changes before it are in a batch
 */
record FeedLog(long last, List<Batch> batches, String cursor) {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_BATCHES = 64;

    /**
     * Messages that were made together.
     *
     * @param end moves the cursor of the clients that got one of them
     */
    record Batch(List<FeedMessage> messages, ByteBuffer end) {
        int size() {
            return messages.stream()
                    .mapToInt(message -> message.frame().limit())
                    .sum();
        }
    }

    static FeedLog from(String cursor) {
        return new FeedLog(0, List.of(), cursor);
    }

    /** Returns whether the batch after the given one is no longer here. */
    boolean isBehind(long position) {
        return position < last - batches.size();
    }

    /** The batch after the given one; null if there is none yet. */
    Batch after(long position) {
        return position >= last ? null : batches.get((int) (batches.size() - (last - position)));
    }

    /** With a newer batch, and without the oldest that no longer fit. */
    FeedLog and(List<FeedMessage> messages, String newCursor) {
        var all = Stream.concat(batches.stream(), Stream.of(new Batch(messages, FeedMessage.cursor(newCursor))))
                .toList();
        var from = all.size() - 1;
        var bytes = (long) all.getLast().size();
        while (from > 0
                && all.size() - from < MOST_BATCHES
                && bytes + all.get(from - 1).size() <= MOST_BYTES) {
            bytes += all.get(--from).size();
        }
        return new FeedLog(last + 1, List.copyOf(all.subList(from, all.size())), newCursor);
    }

    /** With a newer cursor, before which nothing changed. */
    FeedLog at(String newCursor) {
        return new FeedLog(last, batches, newCursor);
    }
}
