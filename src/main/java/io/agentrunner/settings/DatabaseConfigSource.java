package io.agentrunner.settings;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Gives MicroProfile Config the settings that operators stored at runtime. They have priority over system properties, the
 * environment and the server.
 */
public class DatabaseConfigSource implements ConfigSource {
    /** The name of this source in the origin of a value. */
    static final String NAME = "database";

    static final int ORDINAL = 500;

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public Map<String, String> getProperties() {
        return StoredValues.CURRENT.all();
    }

    @Override
    public Set<String> getPropertyNames() {
        return getProperties().keySet();
    }

    @Override
    public String getValue(String key) {
        return getProperties().get(key);
    }

    @Override
    public String getName() {
        return NAME;
    }
}
