package io.agentrunner.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The caller of the request under way, as {@link AccessFilter} found it. */
@RequestScoped
public class Access {
    private Caller caller;

    void enter(Caller as) {
        caller = as;
    }

    /**
     * The author of this request.
     *
     * @throws IllegalStateException if nobody signed in, so the path needs no credential
     */
    public Caller caller() {
        return known().orElseThrow(() -> new IllegalStateException("This request has no caller."));
    }

    /** The author of this request; empty where no credential is needed and none was given. */
    public Optional<Caller> known() {
        return Optional.ofNullable(caller);
    }
}
