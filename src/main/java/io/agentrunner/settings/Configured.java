package io.agentrunner.settings;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** A value, and the name of the source that it comes from. */
record Configured(String value, String source) {
    static Configured byDefault(Setting setting) {
        return new Configured(setting.fallback(), "default");
    }

    /** What MicroProfile Config has of a key without the database. */
    static Optional<Configured> beneathDatabase(String key) {
        var config = ConfigProvider.getConfig();
        var found = config.getConfigValue(key);
        if (!DatabaseConfigSource.NAME.equals(found.getSourceName())) {
            return Optional.ofNullable(found.getValue()).map(value -> new Configured(value, found.getSourceName()));
        }
        // Hidden, or deleted and still in the server's cache of values: the sources themselves know.
        return StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> !DatabaseConfigSource.NAME.equals(source.getName()))
                .sorted(Comparator.comparingInt(ConfigSource::getOrdinal).reversed())
                .flatMap(
                        source -> Optional.ofNullable(source.getValue(key))
                                .map(value -> new Configured(value, source.getName()))
                                .stream())
                .findFirst();
    }

    Configured stripped() {
        return new Configured(value.strip(), source);
    }
}
