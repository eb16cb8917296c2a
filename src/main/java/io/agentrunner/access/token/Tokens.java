package io.agentrunner.access.token;

import com.nimbusds.jose.jwk.JWK;
import io.agentrunner.settings.IdentitySettings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The tokens of the identity provider that {@code mp.jwt.verify.…} names. Thread-safe. */
@ApplicationScoped
public class Tokens {
    /** The issuer, not the database, sets the times in a token: this node's clock is compared with its clock. */
    static final Clock CLOCK = Clock.systemUTC();

    @Inject
    private IdentitySettings settings;

    private Optional<TokenVerifier> verifier = Optional.empty();

    /** Made at the start, so that the first request finds the keys. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void configure() {
        verifier = settings.tokens().map(tokens -> {
            var inline = !tokens.keys().isEmpty();
            var keys = new IssuerKeys(
                    inline ? "mp.jwt.verify.publickey" : tokens.keyLocation(),
                    inline ? () -> PublicKeys.parse(tokens.keys()) : at(tokens.keyLocation()),
                    System::nanoTime);
            keys.open();
            return new TokenVerifier(tokens.issuer(), tokens.audiences(), tokens.clockSkew(), keys, CLOCK);
        });
    }

    /** Returns whether tokens are accepted at all. */
    public boolean configured() {
        return verifier.isPresent();
    }

    /** Checks a token. Never throws; waits for the keys of the issuer at most two seconds. */
    public Verification verify(String jwt) {
        return verifier.map(one -> one.verify(jwt))
                .orElseGet(() -> new Verification.Refused("No issuer of tokens is configured"));
    }

    private static Callable<List<JWK>> at(String location) {
        return () -> PublicKeys.parse(
                location.matches("(?i)https?:.*")
                        ? IssuerHttp.get(URI.create(location))
                        : Files.readString(
                                location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location)));
    }
}
