package io.agentrunner.access;

import java.util.Optional;
import java.util.Set;

/**
 * The author of a request.
 *
 * @param name the name of a key, or of a person or service at the identity provider; the {@code actor} of events
 * @param projects the only projects that exist for this caller; empty: all
 */
public record Caller(String name, Role role, Optional<Set<Long>> projects) {
    /** Every caller while access is open. */
    public static final Caller OPEN = unlimited("operator", Role.ADMIN);

    /** Copies the set. */
    public Caller {
        projects = projects.filter(ids -> role.limitable()).map(Set::copyOf);
    }

    /** A caller of all projects. */
    public static Caller unlimited(String name, Role role) {
        return new Caller(name, role, Optional.empty());
    }

    /** Returns whether the project exists for this caller. */
    public boolean sees(long project) {
        return projects.isEmpty() || projects.get().contains(project);
    }

    /** Returns whether only some projects exist for this caller. */
    public boolean isLimited() {
        return projects.isPresent();
    }

    /** The projects as a parameter of a statement: an array of {@code bigint}, or null for all. */
    public Long[] projectArray() {
        return projects.map(ids -> ids.stream().sorted().toArray(Long[]::new)).orElse(null);
    }
}
