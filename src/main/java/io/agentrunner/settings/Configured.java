package io.agentrunner.settings;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A value, and where it comes from.
 *
 * @param ordinal the source with the highest one counts
 */
record Configured(String value, String source, int ordinal) {
    /** That of the environment in MicroProfile Config; system properties are above, the server's configuration beneath. */
    private static final int ENVIRONMENT = 300;

    static Configured byDefault(Setting<?> setting) {
        return new Configured(setting.fallback(), "default", Integer.MIN_VALUE);
    }

    static Configured ofEnvironment(String value) {
        return new Configured(value, Setting.ENVIRONMENT, ENVIRONMENT);
    }

    /**
     * The values that MicroProfile Config has for a key without the database, the strongest first. The rest is read when
     * needed.
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
        // Hidden by the database, or deleted there and still in the server's cache: the sources themselves know.
        return DatabaseConfigSource.NAME.equals(found.getSourceName())
                ? sources
                : Stream.concat(
                        Stream.of(new Configured(found.getValue(), found.getSourceName(), found.getSourceOrdinal())),
                        sources);
    }

    /** Given by who started the process, in its environment or on its command line. */
    boolean isOfProcess() {
        return ordinal >= ENVIRONMENT;
    }

    Configured stripped() {
        return new Configured(value.strip(), source, ordinal);
    }
}
