package io.agentrunner.stream;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Keeps the feed for ten minutes. Each call is one transaction. Thread-safe. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class FeedRetention {
    private static final int AT_ONCE = 5000;

    @Inject
    private StreamRepository repository;

    /**
     * Removes rows that every cursor of the last ten minutes has seen; returns whether more may be left. A cursor that is older
     * than what is removed is stale from the same commit on.
     */
    public boolean step() {
        return repository.forgetFeed(AT_ONCE) == AT_ONCE;
    }
}
