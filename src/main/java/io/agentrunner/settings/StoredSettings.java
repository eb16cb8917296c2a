package io.agentrunner.settings;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The settings that operators changed: rows of the table {@code setting}, kept in memory. Created at the start, before the
 * worker reads a setting. Thread-safe; each call is one transaction.
 */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class StoredSettings {
    private static final System.Logger LOG = System.getLogger(StoredSettings.class.getName());

    @Inject
    private SettingRepository repository;

    @Inject
    private Event<SettingChanged> changes;

    @Inject
    private Event<SettingsReloaded> reloads;

    private final Set<String> passedOver = ConcurrentHashMap.newKeySet();

    @PostConstruct
    void load() {
        StoredValues.CURRENT.reload(this::read);
    }

    /** Takes over the values in the table. After a failure the known values stay. */
    public void reload() {
        var before = StoredValues.CURRENT.all();
        if (StoredValues.CURRENT.reload(this::read)) {
            var now = StoredValues.CURRENT.all();
            LOG.log(Level.INFO, "Settings of operators changed from {0} to {1}", before, now);
            reloads.fire(new SettingsReloaded());
        }
    }

    /** Sets a value. Throws 404 if the setting does not exist, and 422 if it is not live or the value is not accepted. */
    public void put(String key, String value, String actor) {
        var setting = requireLive(key);
        var stripped = value == null ? "" : value.strip();
        if (setting.parse(stripped).isEmpty()) {
            throw ProblemException.invalid("value", "must be " + setting.allowed());
        }
        if (repository.put(key, stripped, actor)) {
            changes.fire(new SettingChanged(key, setting.shown(stripped), actor));
        }
    }

    /**
     * Deletes the value, so that the next source counts. Throws 404 if the setting does not exist, and 422 if it is not
     * live.
     */
    public void delete(String key, String actor) {
        requireLive(key);
        if (repository.delete(key)) {
            changes.fire(new SettingChanged(key, null, actor));
        }
    }

    /** Returns who set the values in the database, and when, by key. */
    public Map<String, SettingView.Change> changes() {
        return repository.changes();
    }

    static Setting<?> require(String key) {
        return Settings.find(key)
                .orElseThrow(() -> ProblemException.notFound(
                        "There is no setting " + key + "; GET /settings lists those there are."));
    }

    private static Setting<?> requireLive(String key) {
        var setting = require(key);
        if (!setting.live()) {
            throw ProblemException.invalid(
                    key, "is read at the start only; set %s on every node and restart".formatted(setting.variable()));
        }
        return setting;
    }

    /** Only live settings may change: a node reads the others once, at its start. */
    private Map<String, String> read() {
        var values = new HashMap<>(repository.all());
        values.keySet().removeIf(key -> {
            var refused = Settings.find(key).filter(Setting::live).isEmpty();
            if (refused && passedOver.add(key)) {
                LOG.log(
                        Level.WARNING,
                        "The table setting contains {0}, which is not a live setting; the row is ignored",
                        key);
            }
            return refused;
        });
        return values;
    }
}
