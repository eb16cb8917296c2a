package io.agentrunner.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The REST interface stands at the root of the server. */
@ApplicationPath("/")
public class Rest extends Application {
    /**
     * Switches {@code application.wadl} off, which names Jersey's version. Keeps {@code Location} relative: by default the
     * server makes it absolute with the Host header of the client.
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
