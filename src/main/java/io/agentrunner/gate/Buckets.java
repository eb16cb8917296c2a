package io.agentrunner.gate;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets by name, as the generic cell rate algorithm (ITU-T I.371): a bucket is one number, the moment at which it is
 * full again. Holds at most a fixed number of buckets. When all of them are in use, further names share one. Thread-safe.
 */
final class Buckets {
    private static final long SECOND = 1_000_000_000L;

    private final int most;
    private final ConcurrentHashMap<String, AtomicLong> buckets = new ConcurrentHashMap<>();
    private final AtomicLong shared = new AtomicLong();
    private final AtomicLong swept = new AtomicLong(Long.MIN_VALUE / 2);

    /**
     * @param most how many buckets are kept
     */
    Buckets(int most) {
        this.most = most;
    }

    /**
     * The answer to one try to take a token.
     *
     * @param taken whether there was one
     * @param remaining tokens that are left
     * @param seconds until the bucket is full again, or until the next token if there was none; rounded up
     */
    record Taking(boolean taken, long remaining, long seconds) {}

    /**
     * Takes a token.
     *
     * @param size tokens of a full bucket
     * @param nanosPerToken the time in which one token comes back
     * @param now in nanoseconds on any clock that never goes back and starts at 0 or later
     */
    Taking take(String name, long size, long nanosPerToken, long now) {
        var bucket = bucket(name, now);
        while (true) {
            var full = bucket.get();
            var next = Math.max(full, now) + nanosPerToken;
            var over = next - now - size * nanosPerToken;
            if (over > 0) {
                return new Taking(false, 0, seconds(over));
            }
            if (bucket.compareAndSet(full, next)) {
                return new Taking(true, -over / nanosPerToken, seconds(next - now));
            }
        }
    }

    private AtomicLong bucket(String name, long now) {
        var known = buckets.get(name);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= most) {
            sweep(now);
        }
        return buckets.size() >= most ? shared : buckets.computeIfAbsent(name, any -> new AtomicLong());
    }

    /** Removes full buckets, which are the same as new ones; at most once a second. */
    private void sweep(long now) {
        var last = swept.get();
        if (now - last >= SECOND && swept.compareAndSet(last, now)) {
            buckets.values().removeIf(bucket -> bucket.get() <= now);
        }
    }

    int size() {
        return buckets.size();
    }

    private static long seconds(long nanos) {
        return (nanos + SECOND - 1) / SECOND;
    }
}
