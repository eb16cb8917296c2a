package io.agentrunner.inside;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** Sets a system property of the server, for tests that run outside of it. */
@Path("test-property")
public class PropertyResource {
    @POST
    public void set(@QueryParam("name") String name, @QueryParam("value") String value) {
        System.setProperty(name, value);
    }
}
