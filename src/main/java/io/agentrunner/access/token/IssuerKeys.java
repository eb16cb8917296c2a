package io.agentrunner.access.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** The public keys of an issuer. They are read anew when a token names one that is not among them. Thread-safe. */
final class IssuerKeys {
    /** The maximum number of keys that are tried for a token without the id of its key. */
    private static final int TRIED = 8;

    private final IssuerCopy<List<JWK>> copy;

    /** Keys that may have made a signature; none when the issuer has no such key. */
    record Candidates(List<JWK> keys) implements Answer {}

    /** The issuer was not reached. */
    record Unavailable(String reason) implements Answer {}

    /** The keys for one token. */
    sealed interface Answer {}

    /** Reads the keys as {@link IssuerCopy} does. */
    IssuerKeys(String place, Callable<List<JWK>> source, LongSupplier nanos) {
        copy = new IssuerCopy<>(place, source, nanos);
    }

    /** Begins to read the keys, so that the first request finds them. */
    void open() {
        copy.open();
    }

    /** The keys that may have signed a token with that header. Waits only when it names a key that is not known. */
    Answer of(JWSHeader header) {
        var known = copy.now().map(keys -> matching(keys, header)).filter(keys -> !keys.isEmpty());
        return known.or(() -> copy.fresh().or(copy::await).map(keys -> matching(keys, header)))
                .<Answer>map(Candidates::new)
                .orElseGet(() -> new Unavailable("The keys at " + copy.place() + " cannot be read now"));
    }

    /** A key without an id, as of a PEM file, may have signed a token with any. */
    private static List<JWK> matching(List<JWK> keys, JWSHeader header) {
        var matcher = JWKMatcher.forJWSHeader(new JWSHeader.Builder(header.getAlgorithm()).build());
        return keys.stream()
                .filter(key -> header.getKeyID() == null
                        || key.getKeyID() == null
                        || key.getKeyID().equals(header.getKeyID()))
                .filter(matcher::matches)
                .limit(TRIED)
                .toList();
    }
}
