package io.agentrunner.access.token;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A document of an issuer, in memory. It is read again in the background every few minutes, and sooner when a caller needs a
 * newer one. A read that fails or takes long leaves the copy that is known. Thread-safe.
 */
final class IssuerCopy<T> {
    /** The age at which a copy is read again. It stays valid until the answer comes. */
    static final Duration REFRESHED = Duration.ofMinutes(5);
    /** The minimum time between the beginnings of two reads. */
    static final Duration PAUSE = Duration.ofSeconds(10);
    /** How long a copy stays valid if it cannot be read again. */
    static final Duration KEPT = Duration.ofHours(4);
    /** The maximum time that a caller waits for a read. */
    static final Duration WAIT = Duration.ofSeconds(2);
    /** The maximum number of callers that wait for a read at the same time. */
    static final int WAITING = 8;

    private static final System.Logger LOG = System.getLogger(IssuerCopy.class.getName());

    private final String place;
    private final Callable<T> source;
    private final LongSupplier nanos;
    private final Semaphore waiting = new Semaphore(WAITING);

    private volatile Held<T> held;
    /** The read that is under way, or the last one; guarded by this. */
    private Read read;

    private boolean failing;

    /** A value as it was when its read began. */
    record Held<T>(T value, long since) {}

    private record Read(long since, CountDownLatch ended) {
        boolean isOver() {
            return ended.getCount() == 0;
        }
    }

    /**
     * @param place of the document, for the log
     * @param source reads it; it ends by itself within some seconds
     * @param nanos the monotonic clock
     */
    IssuerCopy(String place, Callable<T> source, LongSupplier nanos) {
        this.place = place;
        this.source = source;
        this.nanos = nanos;
    }

    /** Begins to read it, so that the first caller finds it. */
    void open() {
        ask();
    }

    String place() {
        return place;
    }

    /** The copy, unless it is too old; never waits. */
    Optional<T> now() {
        var have = held;
        if (have == null || age(have) >= KEPT.toNanos()) {
            return Optional.empty();
        }
        if (age(have) >= REFRESHED.toNanos()) {
            ask();
        }
        return Optional.of(have.value());
    }

    /** The copy of a read that began a few seconds ago at most; never waits. */
    Optional<T> fresh() {
        var have = held;
        return have != null && age(have) < PAUSE.toNanos() ? Optional.of(have.value()) : Optional.empty();
    }

    /** The copy of a new read, or of the last one if a new one may not begin yet. Empty if that failed or takes long. */
    Optional<T> await() {
        var wanted = ask();
        if (!wanted.isOver() && !end(wanted)) {
            return Optional.empty();
        }
        var have = held;
        return have != null && have.since() >= wanted.since() ? Optional.of(have.value()) : Optional.empty();
    }

    private boolean end(Read wanted) {
        if (!waiting.tryAcquire()) {
            return false;
        }
        try {
            return wanted.ended().await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.release();
        }
    }

    /** The read that is under way, or a new one if the last began long enough ago, or else that last one. */
    private synchronized Read ask() {
        var now = nanos.getAsLong();
        if (read != null && (!read.isOver() || now - read.since() < PAUSE.toNanos())) {
            return read;
        }
        var next = new Read(now, new CountDownLatch(1));
        read = next;
        Thread.ofVirtual().name("issuer").start(() -> run(next));
        return next;
    }

    private void run(Read current) {
        try {
            held = new Held<>(source.call(), current.since());
            if (failing) {
                LOG.log(Level.INFO, "The identity provider answers again at {0}", place);
            }
            failing = false;
        } catch (Exception e) {
            if (!failing) {
                LOG.log(
                        Level.WARNING,
                        "The identity provider cannot be read at {0}: {1}. The copy in memory stays for {2} hours",
                        place,
                        TokenVerifier.shown(e.toString()),
                        KEPT.toHours());
            }
            failing = true;
        } finally {
            current.ended().countDown();
        }
    }

    private long age(Held<T> have) {
        return nanos.getAsLong() - have.since();
    }
}
