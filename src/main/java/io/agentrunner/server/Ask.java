package io.agentrunner.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Ask METHOD URL}: sends one request, for the health check of a container. The exit code is 0 for status 2xx, 1 for
 * any other status or a time-out, and 2 for wrong arguments. Uses only classes of the JDK, since the image contains this
 * class and {@link StopHook} without the rest of the launcher. Avoids {@code java.net.http}, which takes twice as long to
 * load.
 */
public final class Ask {
    private static final int MILLIS_TO_CONNECT = 1000;
    private static final int MILLIS_TO_ANSWER = 4000;
    /** The variables that may hold a key for the server; the first one that is set counts. */
    private static final String[] KEYS = {"AGENT_RUNNER_KEY", "ACCESS_BOOTSTRAP_KEY"};

    private Ask() {}

    public static void main(String[] args) {
        System.exit(exitCode(args));
    }

    static int exitCode(String... args) {
        if (args.length != 2) {
            System.err.println("Usage: Ask METHOD URL");
            return 2;
        }
        try {
            var status = send(args[0], URI.create(args[1])).getResponseCode();
            System.out.println(args[0] + " " + args[1] + ": " + status);
            return status / 100 == 2 ? 0 : 1;
        } catch (IOException e) {
            System.err.println(args[0] + " " + args[1] + ": " + e);
            return 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    /** Returns the key for a server with {@code access=required}. */
    static Optional<String> key(Map<String, String> environment) {
        return Arrays.stream(KEYS)
                .map(environment::get)
                .filter(key -> key != null && !key.isBlank())
                .map(String::strip)
                .findFirst();
    }

    /** Sends the request, with the key in the environment if there is one. Reading the response waits for it. */
    static HttpURLConnection send(String method, URI uri) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout(MILLIS_TO_CONNECT);
        connection.setReadTimeout(MILLIS_TO_ANSWER);
        connection.setInstanceFollowRedirects(false);
        key(System.getenv()).ifPresent(key -> connection.setRequestProperty("X-API-Key", key));
        return connection;
    }
}
