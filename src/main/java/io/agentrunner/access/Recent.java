package io.agentrunner.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Answers of the database from the last few seconds, by key, including missing rows. A forgotten answer never comes
 * back: one that was under way is not kept. Bounded. Thread-safe.
 */
final class Recent<K, V> {
    static final Duration KEPT = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private record Answer<V>(Optional<V> value, long until) {}

    private final ConcurrentHashMap<K, Answer<V>> answers = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();
    private final LongSupplier nanos;

    /** @param nanos a monotonic clock */
    Recent(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * The value of a key.
     *
     * @param load asks the database
     * @param left how long the value holds at most
     */
    Optional<V> find(K key, Function<K, Optional<V>> load, Function<V, Duration> left) {
        var now = nanos.getAsLong();
        var known = answers.get(key);
        if (known != null && now - known.until() < 0) {
            return known.value();
        }
        var before = generation.get();
        var loaded = load.apply(key);
        var holds = loaded.map(left).filter(time -> time.compareTo(KEPT) < 0).orElse(KEPT);
        if (answers.size() >= MOST) {
            answers.clear();
        }
        answers.put(key, new Answer<>(loaded, now + holds.toNanos()));
        if (generation.get() != before) {
            answers.remove(key);
        }
        return loaded;
    }

    /** Forgets all. */
    void forget() {
        generation.incrementAndGet();
        answers.clear();
    }
}
