package io.agentrunner.stream;

import java.util.Set;

/**
 * The runs that changed after a cursor.
 *
 * @param cursor the next cursor: these changes are before it
 * @param runs their ids
 * @param uncounted changes of runs whose ids are not known, at least
 * @param stale whether the cursor is too old, or of another database, so that changes may be missing
 */
public record FeedNews(String cursor, Set<Long> runs, int uncounted, boolean stale) {
    /** Returns whether the ids of all changed runs are known. */
    boolean complete() {
        return uncounted == 0 && !stale;
    }

    boolean isEmpty() {
        return runs.isEmpty() && complete();
    }

    /** How many runs changed, at least. */
    int about() {
        return runs.size() + uncounted;
    }
}
