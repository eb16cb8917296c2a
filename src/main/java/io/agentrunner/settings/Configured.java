package io.agentrunner.settings;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A value and its source.
 *
 * @param ordinal the priority of the source; the highest one wins
 */
record Configured(String value, String source, int ordinal) {
    /**
     * The ordinal of the environment in MicroProfile Config. System properties are above it, the server's configuration
     * is below.
     */
    private static final int ENVIRONMENT = 300;

    static Configured byDefault(Setting<?> setting) {
        return new Configured(setting.fallback(), "default", Integer.MIN_VALUE);
    }

    static Configured ofEnvironment(String value) {
        return new Configured(value, Setting.ENVIRONMENT, ENVIRONMENT);
    }

    /**
     * Returns the values of MicroProfile Config for a key, without those of the database, the strongest first. They are read
     * lazily.
     */
    static Stream<Configured> beneathDatabase(String key) {
        var config = ConfigProvider.getConfig();
        var found = config.getConfigValue(key);
        if (found.getValue() == null) {
            return Stream.empty();
        }
        var sources = StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> !DatabaseConfigSource.NAME.equals(source.getName()))
                .sorted(Comparator.comparingInt(ConfigSource::getOrdinal).reversed())
                .flatMap(source -> Optional.ofNullable(source.getValue(key))
                        .map(value -> new Configured(value, source.getName(), source.getOrdinal()))
                        .stream());
        // The value is hidden by the database, or was deleted there and is still in the server's cache. So the sources
        // are
        // read directly.
        return DatabaseConfigSource.NAME.equals(found.getSourceName())
                ? sources
                : Stream.concat(
                        Stream.of(new Configured(found.getValue(), found.getSourceName(), found.getSourceOrdinal())),
                        sources);
    }

    /** Returns whether the value was given at the start of the process, in its environment or on its command line. */
    boolean isOfProcess() {
        return ordinal >= ENVIRONMENT;
    }

    Configured stripped() {
        return new Configured(value.strip(), source, ordinal);
    }
}
