package io.agentrunner.worker;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.util.Collection;

/**
 * Sends to the other nodes by NOTIFY, in a transaction of its own: inside the transaction that changes a run it would hold a
 * lock of the whole database until that commits. Thread-safe.
 */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class Wire {
    @Inject
    private WireRepository repository;

    /** Sends these messages; every node that listens gets each of them, this one too. */
    public void send(Collection<String> messages) {
        repository.send(messages.toArray(String[]::new));
    }
}
