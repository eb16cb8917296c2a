package io.agentrunner.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The roles of callers. Each includes those before it. */
public enum Role {
    /** Reads everything but settings. */
    VIEWER,
    /** Submits runs, steers them, and edits projects. */
    SUBMITTER,
    /** Reads and changes settings, drains nodes, acts on many runs at once; in every project. */
    OPERATOR,
    /** Manages keys and reads the audit. */
    ADMIN;

    /** Returns whether this role may do what needs another one. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** Returns whether a caller of this role can be limited to projects. */
    public boolean limitable() {
        return compareTo(OPERATOR) < 0;
    }

    /** The role of that name, in lower case as in JSON. */
    public static Optional<Role> named(String name) {
        return Arrays.stream(values())
                .filter(role -> role.toString().equals(name))
                .findFirst();
    }

    @JsonCreator
    static Role of(String name) {
        return named(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("must be one of viewer, submitter, operator and admin"));
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
