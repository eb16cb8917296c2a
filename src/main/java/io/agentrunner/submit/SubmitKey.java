package io.agentrunner.submit;

import io.agentrunner.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A client's {@code Idempotency-Key} with a hash of its request.
 *
 * @param requestHash SHA-256 of the path, the query and the body
 */
public record SubmitKey(String key, String requestHash) {
    private static final int LONGEST = 255;

    /** Returns the key of a request, or null if it has none. */
    static SubmitKey of(String header, String pathAndQuery, byte[] body) {
        if (header == null) {
            return null;
        }
        if (header.isBlank() || header.length() > LONGEST || header.indexOf('\0') >= 0) {
            throw ProblemException.invalid(
                    "Idempotency-Key", "must have 1 to " + LONGEST + " characters and not be blank");
        }
        return new SubmitKey(header, hash(pathAndQuery, body));
    }

    private static String hash(String pathAndQuery, byte[] body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(pathAndQuery.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(body);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
