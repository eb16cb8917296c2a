package io.agentrunner.access;

import java.util.Locale;

/** The credential with which a console session began. */
public enum SignedInBy {
    KEY,
    /** {@code access.bootstrap.key}: its sessions hold only while it is set. */
    BOOTSTRAP,
    TOKEN,
    /** The login page of the identity provider. */
    LOGIN;

    static SignedInBy of(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
