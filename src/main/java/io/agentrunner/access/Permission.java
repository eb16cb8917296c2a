package io.agentrunner.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One row of the table of permissions.
 *
 * @param path literal segments, <code>{}</code> for any one segment, {@code **} at the end for any number of segments
 * @param needed who may; see {@link Needed}
 */
record Permission(String method, List<String> path, Needed needed) {
    private static final String REST = "**";
    private static final String ANY = "{}";

    /** The callers who may do it. */
    enum Needed {
        /** Needs no credential. */
        ANYONE(null, false),
        /** As {@code access.metrics} says; the numbers are those of all projects. */
        METRICS(Role.VIEWER, true),
        VIEWER(Role.VIEWER, false),
        /** A viewer who is not limited to projects. */
        VIEWER_OF_ALL(Role.VIEWER, true),
        SUBMITTER(Role.SUBMITTER, false),
        /** A submitter who is not limited to projects. */
        SUBMITTER_OF_ALL(Role.SUBMITTER, true),
        OPERATOR(Role.OPERATOR, true),
        ADMIN(Role.ADMIN, true);

        private final Role role;
        private final boolean ofAll;

        Needed(Role role, boolean ofAll) {
            this.role = role;
            this.ofAll = ofAll;
        }

        /** Returns whether that caller may. */
        boolean allows(Caller caller) {
            return role == null || (caller.role().includes(role) && !(ofAll && caller.isLimited()));
        }

        /** The need as a person reads it. */
        String inWords() {
            return role == null
                    ? "no role"
                    : "the role " + role + (ofAll && role.limitable() ? " of all projects" : "");
        }
    }

    /** A row such as {@code "GET /runs/{} viewer"}. */
    static Permission of(String row) {
        var parts = row.strip().split(" +", 3);
        return new Permission(
                parts[0],
                segments(parts[1]),
                Needed.valueOf(parts[2].toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** The segments of a path that begins with a slash. */
    static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** Returns whether this row is about that request. */
    boolean covers(String requested, List<String> segments) {
        return (method.equals("*") || method.equals(requested)) && matches(segments);
    }

    private boolean matches(List<String> segments) {
        var open = path.getLast().equals(REST);
        var fixed = open ? path.size() - 1 : path.size();
        if (open ? segments.size() < fixed : segments.size() != fixed) {
            return false;
        }
        for (var i = 0; i < fixed; i++) {
            if (!path.get(i).equals(ANY) && !path.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The path as the table has it. */
    String pattern() {
        return "/" + String.join("/", path);
    }

    /** The first of these rows that is about a request. */
    static Optional<Permission> first(List<Permission> rows, String method, List<String> segments) {
        return rows.stream().filter(row -> row.covers(method, segments)).findFirst();
    }
}
