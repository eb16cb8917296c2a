package io.agentrunner.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The REST interface stands at the root of the server. */
@ApplicationPath("/")
public class Rest extends Application {
    /** The server's own JSON binding would come before ours, with other names and less to say of wrong input. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.disableJsonBinding", true, "jersey.config.disableMoxyJson", true);
    }
}
