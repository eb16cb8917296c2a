package io.agentrunner.settings;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The settings of the database as this node knows them, in memory. Thread-safe; reading never waits.
 */
final class StoredValues {
    /** Those of this server. Static: a config source exists before CDI and the database do. */
    static final StoredValues CURRENT = new StoredValues();

    private volatile Map<String, String> values = Map.of();

    Optional<Configured> find(String key) {
        return Optional.ofNullable(values.get(key))
                .map(value -> new Configured(value, DatabaseConfigSource.NAME, DatabaseConfigSource.ORDINAL));
    }

    Map<String, String> all() {
        return values;
    }

    /**
     * Reads anew; says whether anything changed. One at a time, the read included: a slow one that saw an older state
     * cannot come after a newer one.
     */
    synchronized boolean reload(Supplier<Map<String, String>> read) {
        var now = Map.copyOf(read.get());
        var changed = !now.equals(values);
        values = now;
        return changed;
    }
}
