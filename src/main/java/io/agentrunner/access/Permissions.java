package io.agentrunner.access;

import io.agentrunner.access.Permission.Needed;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The table of permissions: for each path and method the role that it needs. The first row that matches decides; HEAD is as
 * GET. A path that no row has needs an admin, so a new endpoint without a row is closed ({@code AccessMatrixIT}).
 */
final class Permissions {
    static final List<Permission> TABLE = """
            GET     /                          anyone
            GET     /console                   anyone
            GET     /console/**                anyone
            *       /session                   anyone
            *       /session/**                anyone
            *       /problem                   anyone
            *       /unreadable-address/**     anyone
            *       /not-served-address/**     anyone
            *       /http-2/**                 anyone
            *       /unreadable-host/**        anyone
            GET     /health                    anyone
            GET     /health/**                 anyone
            GET     /metrics                   metrics
            GET     /worker/metrics            metrics
            GET     /metrics/history           viewer-of-all
            GET     /docs                      viewer
            GET     /docs/**                   viewer
            GET     /openapi                   viewer
            GET     /openapi.json              viewer
            GET     /openapi/**                viewer
            GET     /runs                      viewer
            GET     /runs/{}                   viewer
            GET     /runs/{}/events            viewer
            GET     /runs/{}/events/stream     viewer
            GET     /runs/{}/attempts          viewer
            GET     /events/stream             viewer
            GET     /stats                     viewer
            GET     /agents                    viewer
            GET     /projects                  viewer
            GET     /projects/{}               viewer
            GET     /nodes                     viewer
            GET     /nodes/{}                  viewer
            GET     /worker/status             viewer
            POST    /runs                      submitter
            POST    /runs/batch                submitter
            POST    /runs/bulk                 operator
            POST    /runs/{}/{}                submitter
            POST    /projects                  submitter-of-all
            PATCH   /projects/{}               submitter
            GET     /operations/{}             operator
            POST    /worker/process            operator
            POST    /nodes/{}/{}               operator
            GET     /settings                  operator
            GET     /settings/{}               operator
            PUT     /settings/{}               operator
            DELETE  /settings/{}               operator
            GET     /keys                      admin
            POST    /keys                      admin
            DELETE  /keys/{}                   admin
            GET     /audit                     admin
            OPTIONS /**                        viewer
            """.lines().map(Permission::of).toList();

    private static final Pattern AMBIGUOUS = Pattern.compile("[;\\\\\\p{Cntrl}]|//|/\\.");
    private static final String NOWHERE = "/\0";

    private Permissions() {}

    /**
     * The role that a request needs.
     *
     * @param path the path within the application, percent-encoded as the client sent it
     */
    static Needed of(String method, String path) {
        return Permission.first(TABLE, method.equals("HEAD") ? "GET" : method, Permission.segments(canonical(path)))
                .map(Permission::needed)
                .orElse(Needed.ADMIN);
    }

    /**
     * The path as a resource sees it. One with a second reading, by path parameters, dots or encoded separators, becomes a
     * path that no row has: it needs an admin.
     */
    private static String canonical(String path) {
        try {
            // A plus is a plus in a path.
            var decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            var once = decoded.chars().filter(c -> c == '/').count()
                    == path.chars().filter(c -> c == '/').count();
            if (once && decoded.startsWith("/") && !AMBIGUOUS.matcher(decoded).find()) {
                return decoded.length() > 1 && decoded.endsWith("/")
                        ? decoded.substring(0, decoded.length() - 1)
                        : decoded;
            }
        } catch (IllegalArgumentException e) {
            // It cannot be decoded.
        }
        return NOWHERE;
    }
}
