package io.agentrunner.settings;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The settings that operators stored at runtime, for MicroProfile Config: above system properties, the environment and the
 * server.
 */
public class DatabaseConfigSource implements ConfigSource {
    /** How this source is named where a value's origin is told. */
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
