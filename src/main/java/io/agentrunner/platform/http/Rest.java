package io.agentrunner.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The REST interface stands at the root of the server. */
@ApplicationPath("/")
public class Rest extends Application {
    /**
     * No {@code application.wadl}, which names Jersey's version; and {@code Location} as it was given, since a server makes it
     * absolute with the Host header of the client.
     */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                "jersey.config.server.wadl.disableWadl",
                true,
                "jersey.config.server.headers.location.relative.resolution.disabled",
                true);
    }
}
