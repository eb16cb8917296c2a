package io.agentrunner.access;

import io.agentrunner.access.token.Tokens;
import io.agentrunner.access.token.Verification;
import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.settings.AccessSettings;
import io.agentrunner.signal.Signals;
import io.agentrunner.signal.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds the caller of a credential. The row of a key or session is remembered for at most 5 seconds. A revocation empties that
 * memory on the node that answers it before it answers, and on the others by a signal. Thread-safe.
 */
@ApplicationScoped
public class Authenticator {
    private static final String TOPIC = "access";
    private static final System.Logger LOG = System.getLogger(Authenticator.class.getName());
    private static final FaultLog FAULTS = new FaultLog(Authenticator.class);
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @Inject
    private Keys keys;

    @Inject
    private Sessions sessions;

    @Inject
    private AccessSettings settings;

    @Inject
    private Tokens tokens;

    @Inject
    private IdentityCallers callers;

    @Inject
    private Signals signals;

    @Inject
    private Event<AccessForgotten> forgotten;

    private final Recent<Long, StoredKey> recentKeys = new Recent<>(System::nanoTime);
    private final Recent<String, StoredSession> recentSessions = new Recent<>(System::nanoTime);

    /**
     * The caller of a credential; empty if it is not valid, or if there is none.
     *
     * @throws ProblemException 503 if a token cannot be checked now
     */
    Optional<SignedIn> authenticate(Credential credential) {
        return switch (credential) {
            case Credential.Absent absent -> Optional.empty();
            case Credential.Key key -> key(key);
            case Credential.Session session -> session(session);
            case Credential.Other other -> bootstrap(other.text()).or(() -> token(other.text()));
        };
    }

    private Optional<SignedIn> key(Credential.Key given) {
        var stored = recentKeys.find(
                given.id(),
                id -> Lane.READS.run(() -> keys.find(id)),
                key -> key.left().orElse(FOR_EVER));
        var valid = stored.filter(key -> Secret.same(key.secretHash(), Secret.hash(given.secret())));
        valid.filter(StoredKey::stale).ifPresent(key -> note(() -> keys.use(key.id())));
        return valid.map(key -> new SignedIn(key.caller(), SignedInBy.KEY, key.id()));
    }

    private Optional<SignedIn> session(Credential.Session given) {
        var hash = Secret.hash(given.secret());
        var valid = recentSessions
                .find(hash, secret -> Lane.READS.run(() -> sessions.find(secret)), StoredSession::left)
                .filter(session -> session.source() != SignedInBy.BOOTSTRAP
                        || settings.bootstrapKey().isPresent());
        valid.filter(StoredSession::stale).ifPresent(session -> note(() -> sessions.use(hash)));
        return valid.map(session -> new SignedIn(session.caller(), session.source(), null));
    }

    private Optional<SignedIn> bootstrap(String text) {
        return settings.bootstrapKey()
                .filter(key -> Secret.same(key, text))
                .map(key -> new SignedIn(Caller.unlimited("bootstrap", Role.ADMIN), SignedInBy.BOOTSTRAP, null));
    }

    private Optional<SignedIn> token(String text) {
        if (!tokens.configured()) {
            return Optional.empty();
        }
        return switch (tokens.verify(text)) {
            case Verification.Identity identity ->
                callers.of(identity).map(caller -> new SignedIn(caller, SignedInBy.TOKEN, null));
            case Verification.Refused refused -> {
                LOG.log(Level.INFO, "A token was refused: {0}", refused.reason());
                yield Optional.empty();
            }
            case Verification.Undecided undecided -> {
                LOG.log(Level.INFO, "A token cannot be checked: {0}", undecided.reason());
                throw ProblemException.unavailable(
                        "The identity provider does not answer, so the token cannot be checked; try again shortly.", 2);
            }
        };
    }

    /** A database that refuses writes refuses no reader. */
    private static void note(Runnable use) {
        try {
            Lane.CHANGES.run(() -> {
                use.run();
                return null;
            });
        } catch (RuntimeException e) {
            FAULTS.warn("The use of a credential was not noted", e);
        }
    }

    void subscribe(@Observes Topics topics) {
        topics.on(TOPIC, this::forget);
    }

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) AccessChanged change) {
        forget();
        signals.send(TOPIC);
    }

    private void forget() {
        recentKeys.forget();
        recentSessions.forget();
        forgotten.fire(new AccessForgotten());
    }
}
