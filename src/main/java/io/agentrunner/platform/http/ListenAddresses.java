package io.agentrunner.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.List;

/** Where this server listens for requests to applications. Reads the server's listeners at each call. Thread-safe. */
@ApplicationScoped
public class ListenAddresses {
    private static final System.Logger LOG = System.getLogger(ListenAddresses.class.getName());

    /**
     * Returns the addresses, as {@code address:port}, that clients of other machines can reach; empty while every listener is
     * bound to loopback. A server that cannot be asked counts as reachable.
     */
    public List<String> beyondLoopback() {
        try {
            return ServerListener.all(ListenAddresses.class.getClassLoader()).stream()
                    .filter(listener ->
                            !listener.forAdmin() && !listener.address().isLoopbackAddress())
                    .map(listener -> listener.address().getHostAddress() + ":" + listener.port())
                    .toList();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "The listeners of the server cannot be read: {0}", e.toString());
            return List.of("an unknown address");
        }
    }
}
