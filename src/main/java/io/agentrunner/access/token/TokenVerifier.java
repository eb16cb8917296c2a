package io.agentrunner.access.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentrunner.access.token.Verification.Identity;
import io.agentrunner.access.token.Verification.Refused;
import io.agentrunner.access.token.Verification.Undecided;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Verifies tokens of one issuer, by RFC 7519 and RFC 8725. Thread-safe. */
final class TokenVerifier {
    /** Signatures with a public key. With HMAC the public key could be taken for the secret; {@code none} is no signature. */
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /**
     * The types of a token in its header that count as a login. Other types of the same issuer, as for a logout, do
     * not.
     */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    /** In characters: twice what the server accepts as headers of a request. */
    static final int MOST = 16_384;

    /** The library passes over characters that base64url does not have. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private static final int NAME_MOST = 200;

    private final String issuer;
    private final Set<String> audiences;
    private final Duration skew;
    private final IssuerKeys keys;
    private final Clock clock;

    TokenVerifier(String issuer, Set<String> audiences, Duration skew, IssuerKeys keys, Clock clock) {
        this.issuer = issuer;
        this.audiences = Set.copyOf(audiences);
        this.skew = skew;
        this.keys = keys;
        this.clock = clock;
    }

    /** Checks a token; never throws, and waits at most as long as {@link IssuerKeys} does. */
    Verification verify(String jwt) {
        return verify(jwt, claims -> Optional.empty());
    }

    /**
     * Checks a token.
     *
     * @param more returns what else is wrong with the claims of a token whose signature is right
     */
    Verification verify(String jwt, Function<JWTClaimsSet, Optional<String>> more) {
        if (jwt.length() > MOST) {
            return new Refused("The token has more than " + MOST + " characters");
        }
        if (!FORM.matcher(jwt).matches()) {
            return new Refused("The token is no signed JWT");
        }
        SignedJWT token;
        JWTClaimsSet claims;
        try {
            token = SignedJWT.parse(jwt);
            claims = token.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            return new Refused("The token is no signed JWT");
        }
        // Cheap checks come first, so a token that fails here needs no key of the issuer.
        var fault = headerFault(token).or(() -> claimsFault(claims));
        if (fault.isPresent()) {
            return new Refused(fault.get());
        }
        return switch (keys.of(token.getHeader())) {
            case IssuerKeys.Unavailable unavailable -> new Undecided(unavailable.reason());
            case IssuerKeys.Candidates candidates ->
                candidates.keys().stream().anyMatch(key -> isSignedBy(token, key))
                        ? identity(claims, more)
                        : new Refused("No key of the issuer, with the id "
                                + shown(token.getHeader().getKeyID()) + ", made the signature");
        };
    }

    private static Optional<String> headerFault(SignedJWT token) {
        var header = token.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            return Optional.of("The algorithm " + shown(header.getAlgorithm().getName()) + " is not accepted");
        }
        var type = header.getType();
        return type == null || TYPES.stream().anyMatch(type.getType()::equalsIgnoreCase)
                ? Optional.empty()
                : Optional.of("The token is of the type " + shown(type.getType()));
    }

    private Optional<String> claimsFault(JWTClaimsSet claims) {
        var now = clock.instant();
        if (!issuer.equals(claims.getIssuer())) {
            return Optional.of("The issuer is " + shown(claims.getIssuer()));
        }
        if (claims.getAudience().stream().noneMatch(audiences::contains)) {
            return Optional.of("The audience is " + shown(String.join(", ", claims.getAudience())));
        }
        if (claims.getExpirationTime() == null) {
            return Optional.of("The token has no end");
        }
        if (!now.isBefore(claims.getExpirationTime().toInstant().plus(skew))) {
            return Optional.of(
                    "The token ended at " + claims.getExpirationTime().toInstant());
        }
        return claims.getNotBeforeTime() != null
                        && now.isBefore(claims.getNotBeforeTime().toInstant().minus(skew))
                ? Optional.of("The token is not valid before "
                        + claims.getNotBeforeTime().toInstant())
                : Optional.empty();
    }

    private static boolean isSignedBy(SignedJWT token, JWK key) {
        try {
            return token.verify(
                    key instanceof RSAKey rsa
                            ? new RSASSAVerifier(rsa.toRSAPublicKey())
                            : new ECDSAVerifier(((ECKey) key).toECPublicKey()));
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static Verification identity(JWTClaimsSet claims, Function<JWTClaimsSet, Optional<String>> more) {
        var fault = more.apply(claims);
        if (fault.isPresent()) {
            return new Refused(fault.get());
        }
        var name = Stream.of("upn", "preferred_username", "sub")
                .map(claims::getClaim)
                .filter(value -> value instanceof String text && isName(text))
                .findFirst();
        if (name.isEmpty()) {
            return new Refused("The token has no name: upn, preferred_username or sub");
        }
        var groups = new HashSet<String>();
        if (claims.getClaim("groups") instanceof List<?> list) {
            list.stream().filter(String.class::isInstance).forEach(group -> groups.add((String) group));
        }
        return new Identity(
                (String) name.get(), groups, claims.getExpirationTime().toInstant());
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= NAME_MOST && text.chars().noneMatch(Character::isISOControl);
    }

    /** Text of a client as a line of the log may have it. */
    static String shown(String text) {
        if (text == null) {
            return "not there";
        }
        var printable = text.replaceAll("[^\\p{Graph} ]", "?");
        return '"' + (printable.length() > 100 ? printable.substring(0, 100) + "…" : printable) + '"';
    }
}
