package io.agentrunner.settings;

import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.http.Body;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** {@code /settings}: the values on the responding node, and the changes of an operator for all nodes. */
@ApplicationScoped
@Path("settings")
@Produces(MediaType.APPLICATION_JSON)
public class SettingsResource {
    @Inject
    private Actor actor;

    @Inject
    private Settings settings;

    @Inject
    private StoredSettings stored;

    @GET
    public List<SettingView> all() {
        var changes = stored.changes();
        return Settings.ALL.stream().map(setting -> view(setting, changes)).toList();
    }

    @GET
    @Path("{key}")
    public SettingView find(@PathParam("key") String key) {
        return view(StoredSettings.require(key), stored.changes());
    }

    @PUT
    @Path("{key}")
    @Consumes(MediaType.APPLICATION_JSON)
    public SettingView put(@PathParam("key") String key, byte[] body, @Context HttpHeaders headers) {
        stored.put(key, Body.read(body, headers, ChangeSetting.class).value(), actor.name());
        return afterChange(key);
    }

    @DELETE
    @Path("{key}")
    public SettingView delete(@PathParam("key") String key) {
        stored.delete(key, actor.name());
        return afterChange(key);
    }

    /** After the commit, this node applies the change without waiting for the signal. */
    private SettingView afterChange(String key) {
        stored.reload();
        return find(key);
    }

    private SettingView view(Setting<?> setting, Map<String, SettingView.Change> changes) {
        return SettingView.of(
                setting, settings.effective(setting), changes.getOrDefault(setting.key(), SettingView.Change.NONE));
    }
}
