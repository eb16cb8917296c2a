package io.agentrunner.access;

import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.http.Page;
import io.agentrunner.settings.AccessSettings;
import io.agentrunner.settings.SettingChanged;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * The log of what people did to this installation, for admins: keys, sessions, settings, drains, refused requests. An entry
 * commits with what it is about. Thread-safe; each call joins the caller's transaction.
 */
@Stateless
public class Audit {
    private static final int RETIRED_AT_ONCE = 1000;

    @Inject
    private AuditRepository repository;

    @Inject
    private AccessSettings settings;

    @Inject
    private Actor actor;

    /** Adds an entry about the request under way. */
    public void add(String action, String target, String detail) {
        add(actor.name(), action, target, detail);
    }

    /** Adds an entry about another author than that of the request under way, such as one who signs in. */
    public void add(String author, String action, String target, String detail) {
        repository.add(author, actor.address(), action, target, detail);
    }

    /** A page of entries with a smaller id, newest first. */
    public Page<AuditEntry> page(long before, int limit) {
        return repository.page(before, limit);
    }

    /** Adds an entry that stands for itself. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void refused(String author, String target, String detail) {
        add(author, "request.refused", target, detail);
    }

    /** Removes old entries, a bounded number; says whether more may be left. */
    public boolean retire() {
        return repository.retire(settings.auditDays(), RETIRED_AT_ONCE) == RETIRED_AT_ONCE;
    }

    public void settingChanged(@Observes SettingChanged change) {
        add(change.actor(), "setting.changed", change.key(), change.value());
    }
}
