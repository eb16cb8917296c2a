package io.agentrunner.access;

import io.agentrunner.platform.http.ListenAddresses;
import io.agentrunner.platform.schema.Schema;
import io.agentrunner.settings.AccessSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Refuses the start of a node that other machines reach and that asks them for no credential. */
@ApplicationScoped
public class OpenAccess {
    @Inject
    private AccessSettings settings;

    @Inject
    private ListenAddresses addresses;

    /**
     * Before the database is touched.
     *
     * @throws IllegalStateException saying what to set
     */
    void beforeMigration(@Observes Schema.Migrating event) {
        var reachable = addresses.beyondLoopback();
        if (!settings.required() && !settings.openAnywhere() && !reachable.isEmpty()) {
            throw new IllegalStateException(
                    "ACCESS is open, so every request may do everything, but other machines reach this node at %s. Set ACCESS=required and ACCESS_BOOTSTRAP_KEY (at least 32 characters), or listen on 127.0.0.1 only, or set ACCESS_OPEN_ANYWHERE=true."
                            .formatted(String.join(", ", reachable)));
        }
    }
}
