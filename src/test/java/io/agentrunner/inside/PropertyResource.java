package io.agentrunner.inside;

import io.agentrunner.platform.http.Takes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.config.ConfigProvider;

/** Shows properties of the server to tests that run outside of it. */
@Path("test-property")
public class PropertyResource {
    /** Returns the value of MicroProfile Config and the name of its source. */
    @GET
    @Path("{name}")
    public String configured(@PathParam("name") String name) {
        var found = ConfigProvider.getConfig().getConfigValue(name);
        return found.getValue() + " " + found.getSourceName();
    }

    @POST
    @Takes({"name", "value"})
    public void set(@QueryParam("name") String name, @QueryParam("value") String value) {
        if (value.isEmpty()) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }
}
