package io.agentrunner.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.StorableText;
import io.agentrunner.platform.json.Json;

/**
 * JSON of an agent, checked before it is stored: it is not too long, and it was parsed again, so a later attempt can
 * read it.
 *
 * @param text the stored form; null for none
 * @param value the value that a later attempt reads; null for none
 */
record StoredJson(String text, JsonNode value) {
    private static final int MOST_BYTES = 8 << 20;

    /**
     * @param what the agent's name for the value, for the sentence that fails the run
     * @throws FinalFailureException if it cannot be stored or read again; another attempt would fail in the same way
     */
    static StoredJson of(String what, JsonNode given) {
        if (given == null) {
            return new StoredJson(null, null);
        }
        String text;
        try {
            text = StorableText.of(given);
        } catch (RuntimeException | StackOverflowError e) {
            throw refused(what, "it cannot be written as JSON", e);
        }
        if (!StorableText.fits(text, MOST_BYTES)) {
            throw new FinalFailureException(
                    "The %s is longer than 8 MiB as JSON text; keep large data outside and refer to it."
                            .formatted(what));
        }
        try {
            // The depth is that of a list of runs.
            return new StoredJson(text, Json.parse("[[" + text + "]]").get(0).get(0));
        } catch (RuntimeException | StackOverflowError e) {
            throw refused(what, "it could not be read again", e);
        }
    }

    /**
     * Returns the value of a stored text; null for none.
     *
     * @throws FinalFailureException if it cannot be read; another attempt could not read it either
     */
    static JsonNode read(String what, String text) {
        try {
            return Json.parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new FinalFailureException("The %s of the run cannot be read: %s".formatted(what, e.getMessage()), e);
        }
    }

    private static FinalFailureException refused(String what, String why, Throwable e) {
        var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new FinalFailureException("The %s cannot be stored, %s: %s".formatted(what, why, reason), e);
    }
}
