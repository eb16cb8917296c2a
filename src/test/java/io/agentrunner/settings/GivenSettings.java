package io.agentrunner.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Settings with the sources of a server, which a test fills, a clock that the test moves, and a record of the log. */
abstract class GivenSettings {
    static final String INTERVAL = "worker.check.interval";
    private static final Map<String, Integer> ORDINALS =
            Map.of("SystemProperty", 400, "Environment", 300, "Server", 130, "Config", 120, "Domain", 110);
    private static final List<Logger> LOGGERS = Stream.of(Settings.class, SettingValue.class)
            .map(type -> Logger.getLogger(type.getName()))
            .toList();

    final StoredValues stored = new StoredValues();
    final List<String> told = new CopyOnWriteArrayList<>();
    final AtomicLong nanos = new AtomicLong(-1_000_000_000);
    /** How often the sources were read. */
    final AtomicInteger looks = new AtomicInteger();

    Settings settings = started();

    /** Values by source and key. */
    private final Map<String, Map<String, String>> given = new HashMap<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGERS.forEach(logger -> logger.addHandler(handler));
    }

    @AfterEach
    void listen_no_more() {
        LOGGERS.forEach(logger -> logger.removeHandler(handler));
    }

    /** Returns the settings after a new start of the process. */
    final Settings started() {
        return new Settings(this::sources, stored, nanos::get);
    }

    private Stream<Configured> sources(String key) {
        looks.incrementAndGet();
        return ORDINALS.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .filter(source -> given.getOrDefault(source.getKey(), Map.of()).containsKey(key))
                .map(source -> new Configured(given.get(source.getKey()).get(key), source.getKey(), source.getValue()));
    }

    /** Reads without moving the clock, so cached values are still used. */
    void giveNow(String source, String key, String value) {
        given.computeIfAbsent(source, name -> new HashMap<>()).put(key, value);
    }

    void give(String source, String key, String value) {
        giveNow(source, key, value);
        nanos.addAndGet(SettingValue.REMEMBERED.toNanos());
    }

    void give(String key, String value) {
        give("Environment", key, value);
    }

    void store(String key, String value) {
        stored.reload(() -> Map.of(key, value));
    }
}
