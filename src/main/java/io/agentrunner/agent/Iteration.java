package io.agentrunner.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The result of one iteration of an agent. Immutable.
 *
 * @param notes events for the run's log, in order
 * @param checkpoint the state from which a later attempt can continue; null keeps the previous one
 */
public record Iteration(List<Note> notes, JsonNode checkpoint) {
    public Iteration {
        notes = List.copyOf(notes);
    }

    /**
     * An event that an agent adds to the log.
     *
     * @param type capitals, digits and underscores, at most 100 characters; types that start with RUN_ or DIRECTIVE are
     * reserved for the server
     * @param payload a text, perhaps JSON, of at most 1 MiB in UTF-8; null for none. U+0000 and halves of surrogate pairs
     * become U+FFFD
     */
    public record Note(String type, String payload) {
        private static final Pattern FORM = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");
        private static final int MOST_BYTES = 1 << 20;

        public Note {
            if (!FORM.matcher(type).matches() || type.startsWith("RUN_") || type.equals("DIRECTIVE")) {
                throw new IllegalArgumentException("An agent cannot write an event of type \"" + type
                        + "\": capitals, digits and underscores, at most 100, not RUN_… or DIRECTIVE.");
            }
            payload = StorableText.of(payload);
            if (payload != null && !StorableText.fits(payload, MOST_BYTES)) {
                throw new FinalFailureException(
                        "The payload of event %s is longer than 1 MiB; keep large data outside and refer to it."
                                .formatted(type));
            }
        }
    }

    /** Returns an iteration without events and checkpoint. */
    public static Iteration silent() {
        return new Iteration(List.of(), null);
    }

    /** Returns an iteration with one event of plain text. */
    public static Iteration of(String type, String payload) {
        return silent().and(type, payload);
    }

    /** Returns a copy with one more event of plain text. */
    public Iteration and(String type, String payload) {
        var more = new ArrayList<>(notes);
        more.add(new Note(type, payload));
        return new Iteration(more, checkpoint);
    }

    /** Returns a copy with one more event, whose payload is JSON. */
    public Iteration and(String type, JsonNode payload) {
        return and(type, StorableText.of(payload));
    }

    /** Returns a copy with a checkpoint. */
    public Iteration checkpoint(JsonNode from) {
        return new Iteration(notes, from);
    }
}
