package io.agentrunner.settings;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The settings of the database in the memory of this node. Thread-safe. A read never waits. */
final class StoredValues {
    /** The values of this server. They are static, since a config source exists before CDI and the database do. */
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
     * Reads the values again and returns whether any has changed. Only one thread at a time reads and stores, so a slow read
     * of an older state cannot overwrite a newer one.
     */
    synchronized boolean reload(Supplier<Map<String, String>> read) {
        var now = Map.copyOf(read.get());
        var changed = !now.equals(values);
        values = now;
        return changed;
    }
}
