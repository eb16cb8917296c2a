package io.agentrunner.access;

import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.problem.SqlState;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Optional;

/** The access keys. Thread-safe; each call is one transaction. */
@Stateless
public class Keys {
    /** All there may be; a list of them is one answer. */
    static final int MOST = 10_000;

    @Inject
    private KeyRepository repository;

    @Inject
    private Audit audit;

    @Inject
    private Actor actor;

    @Inject
    private Event<AccessChanged> changes;

    /** All keys, newest first. */
    public List<KeyView> all() {
        return repository.page(Long.MAX_VALUE, MOST);
    }

    /**
     * Creates a key. The answer has the credential, which cannot be read again.
     *
     * @throws ProblemException 409 if the name is taken, 422 if this role cannot be limited to projects
     */
    public KeyView create(CreateKey wanted) {
        if (wanted.projects() != null && !wanted.role().limitable()) {
            throw ProblemException.invalid(
                    "projects", "must be left out for the role " + wanted.role() + ", which has every project");
        }
        var secret = Secret.create();
        KeyView created;
        try {
            created = repository.add(wanted, Secret.hash(secret), actor.name());
        } catch (PersistenceException e) {
            throw DatabaseFault.in(e)
                            .filter(sql -> SqlState.UNIQUE_VIOLATION.equals(sql.getSQLState()))
                            .isPresent()
                    ? ProblemException.conflict(
                            "There is a key named \"" + wanted.name() + "\" already; choose another name.")
                    : e;
        }
        audit.add("key.created", wanted.name(), "role " + wanted.role());
        // That there is no such key may be remembered.
        changes.fire(new AccessChanged());
        return created.with(Secret.key(created.id(), secret));
    }

    /** Revokes a key on all nodes, with the sessions that were opened with it; 404 if there is none of that id. */
    public void revoke(long id) {
        var name = repository
                .remove(id)
                .orElseThrow(() -> ProblemException.notFound("There is no key " + id + "; GET /keys lists them."));
        audit.add("key.revoked", name, null);
        changes.fire(new AccessChanged());
    }

    public Optional<StoredKey> find(long id) {
        return repository.find(id);
    }

    /** Notes that a key was used. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void use(long id) {
        repository.use(id);
    }
}
