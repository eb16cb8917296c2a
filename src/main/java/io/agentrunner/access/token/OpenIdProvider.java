package io.agentrunner.access.token;

import io.agentrunner.settings.IdentitySettings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;

/** The OpenID provider that {@code access.oidc.…} names, where people sign in. Thread-safe. */
@ApplicationScoped
public class OpenIdProvider {
    @Inject
    private IdentitySettings settings;

    private Optional<OpenIdClient> client = Optional.empty();

    /** Made at the start, so that the first login finds the provider. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void configure() {
        client = settings.signIn().map(signIn -> new OpenIdClient(signIn, Tokens.CLOCK, System::nanoTime));
        client.ifPresent(OpenIdClient::open);
    }

    /** Returns whether people can sign in there. */
    public boolean configured() {
        return client.isPresent();
    }

    /**
     * Where the browser goes to sign in. Waits for the provider at most two seconds.
     *
     * @param redirect the address of this server to which the provider sends the browser back
     * @return empty when the provider does not answer
     */
    public Optional<URI> address(Login login, String redirect) {
        return client.flatMap(one -> one.address(login, redirect));
    }

    /**
     * Finishes a sign-in with the code from the provider; waits for it at most some seconds. Never throws.
     *
     * @param redirect as it was when the sign-in began
     */
    public Verification finish(Login login, String code, String redirect) {
        return client.map(one -> one.finish(login, code, redirect))
                .orElseGet(() -> new Verification.Refused("No OpenID provider is configured"));
    }
}
