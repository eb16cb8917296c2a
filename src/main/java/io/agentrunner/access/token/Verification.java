package io.agentrunner.access.token;

import java.time.Instant;
import java.util.Set;

/** The result of checking a token. */
public sealed interface Verification {
    /**
     * The person or service of a valid token.
     *
     * @param name the claim {@code upn}, {@code preferred_username} or {@code sub}, the first that is there; 1 to 200
     *     characters without control characters
     * @param groups the claim {@code groups}
     * @param expires the end of the token; it may be accepted for the clock skew longer
     */
    record Identity(String name, Set<String> groups, Instant expires) implements Verification {
        public Identity {
            groups = Set.copyOf(groups);
        }
    }

    /**
     * The token is not valid.
     *
     * @param reason for the log, never for the client; one line
     */
    record Refused(String reason) implements Verification {}

    /**
     * The token cannot be checked now, because the keys of the issuer are not there.
     *
     * @param reason for the log, never for the client; one line
     */
    record Undecided(String reason) implements Verification {}
}
