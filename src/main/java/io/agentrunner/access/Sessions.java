package io.agentrunner.access;

import io.agentrunner.settings.AccessSettings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Optional;

/** The console sessions. Thread-safe; each call is one transaction. */
@Stateless
public class Sessions {
    private static final int RETIRED_AT_ONCE = 1000;

    @Inject
    private SessionRepository repository;

    @Inject
    private AccessSettings settings;

    @Inject
    private Audit audit;

    @Inject
    private Event<AccessChanged> changes;

    /** Opens a session; returns the secret for the cookie, of which the database has only the hash. */
    public String open(SignedIn by) {
        var secret = Secret.create();
        repository.add(Secret.hash(secret), by, settings.sessionLife());
        audit.add(
                by.caller().name(), "session.opened", null, "by " + by.source().stored());
        return secret;
    }

    /** Ends a session on all nodes; one that has ended already stays so. */
    public void close(String secret) {
        if (repository.remove(Secret.hash(secret))) {
            audit.add("session.closed", null, null);
            changes.fire(new AccessChanged());
        }
    }

    public Optional<StoredSession> find(String hash) {
        return repository.find(hash, settings.sessionIdle());
    }

    /** Notes that a session was used. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void use(String hash) {
        repository.use(hash);
    }

    /** Removes ended sessions, a bounded number; says whether more may be left. */
    public boolean retire() {
        return repository.retire(settings.sessionIdle(), RETIRED_AT_ONCE) == RETIRED_AT_ONCE;
    }
}
