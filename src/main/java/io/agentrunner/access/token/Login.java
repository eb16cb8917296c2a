package io.agentrunner.access.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * One sign-in at an OpenID provider, from the redirect there to the return: a secret that only this browser has, and what the
 * provider is shown of it. Any node can finish what another one began, since the browser keeps the secret in a cookie.
 *
 * @param secret of 256 random bits, in base64url
 */
public record Login(String secret) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    /** A new sign-in. */
    public static Login begin() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Login(encoded(bytes));
    }

    /** Returns whether the provider sent this browser back, and no other. */
    public boolean isOf(String state) {
        return MessageDigest.isEqual(
                state().getBytes(StandardCharsets.US_ASCII), state.getBytes(StandardCharsets.UTF_8));
    }

    /** Comes back with the redirect. */
    String state() {
        return derived("state");
    }

    /** Comes back in the token. */
    String nonce() {
        return derived("nonce");
    }

    /** Shows with the code that this is who asked for it (RFC 7636). */
    String verifier() {
        return derived("verifier");
    }

    /** The provider compares it with the verifier. */
    String challenge() {
        return encoded(digest(verifier()));
    }

    private String derived(String use) {
        return encoded(digest(use + ":" + secret));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Login";
    }
}
