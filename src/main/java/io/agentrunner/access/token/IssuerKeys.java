package io.agentrunner.access.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The public keys of an issuer, in memory. They are read again in the background every few minutes, and when a token names one
 * that is not among them. A read that fails or takes long leaves the keys that are known. Thread-safe.
 */
final class IssuerKeys {
    /** Keys of this age are read anew; until the answer comes they count. */
    static final Duration REFRESHED = Duration.ofMinutes(5);
    /** Between two reads at least. Keys that are younger are the issuer's: it has no others. */
    static final Duration PAUSE = Duration.ofSeconds(10);
    /** How long keys stay valid if they cannot be read again. */
    static final Duration KEPT = Duration.ofHours(4);
    /** A request waits no longer for keys. */
    static final Duration WAIT = Duration.ofSeconds(2);
    /** Requests that wait for keys at once. */
    static final int WAITING = 8;
    /** The maximum number of keys that are tried for a token without the id of its key. */
    private static final int TRIED = 8;

    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

    private final String place;
    private final Callable<List<JWK>> source;
    private final LongSupplier nanos;
    private final Semaphore waiting = new Semaphore(WAITING);

    private volatile Known known;
    /** The read that is under way, or the last one; guarded by this. */
    private Read read;

    private boolean failing;

    /** Keys that may have made a signature; none when the issuer has no such key. */
    record Candidates(List<JWK> keys) implements Answer {}

    /** The issuer was not reached. */
    record Unavailable(String reason) implements Answer {}

    /** The keys for one token. */
    sealed interface Answer {}

    /** Keys as they were when their read began. */
    private record Known(List<JWK> keys, long since) {}

    private record Read(long since, CountDownLatch ended) {
        boolean isOver() {
            return ended.getCount() == 0;
        }
    }

    /**
     * @param place of the keys, for the log
     * @param source reads the keys; it ends by itself within some seconds
     * @param nanos the monotonic clock
     */
    IssuerKeys(String place, Callable<List<JWK>> source, LongSupplier nanos) {
        this.place = place;
        this.source = source;
        this.nanos = nanos;
    }

    /** Begins to read the keys, so that the first request finds them. */
    void open() {
        ask();
    }

    /** The keys that may have signed a token with that header. Waits only when it names a key that is not known. */
    Answer of(JWSHeader header) {
        var have = known;
        if (have != null && age(have) < KEPT.toNanos()) {
            if (age(have) >= REFRESHED.toNanos()) {
                ask();
            }
            var keys = matching(have, header);
            if (!keys.isEmpty() || age(have) < PAUSE.toNanos()) {
                return new Candidates(keys);
            }
        }
        return await(header);
    }

    private Answer await(JWSHeader header) {
        var wanted = ask();
        if (!wanted.isOver() && !end(wanted)) {
            return new Unavailable("The keys at " + place + " are being read");
        }
        var have = known;
        // Keys of a read that ended before this request count if no other read may begin yet.
        return have != null && have.since() >= wanted.since()
                ? new Candidates(matching(have, header))
                : new Unavailable("The keys at " + place + " cannot be read");
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
        Thread.ofVirtual().name("issuer-keys").start(() -> run(next));
        return next;
    }

    private void run(Read current) {
        try {
            var keys = List.copyOf(source.call());
            known = new Known(keys, current.since());
            if (failing) {
                LOG.log(Level.INFO, "The keys of the issuer can be read again at {0}", place);
            }
            failing = false;
        } catch (Exception e) {
            if (!failing) {
                LOG.log(
                        Level.WARNING,
                        "The keys of the issuer cannot be read at {0}: {1}. Those that are known stay for {2} hours",
                        place,
                        TokenVerifier.shown(e.toString()),
                        KEPT.toHours());
            }
            failing = true;
        } finally {
            current.ended().countDown();
        }
    }

    private long age(Known have) {
        return nanos.getAsLong() - have.since();
    }

    /** A key without an id, as of a PEM file, may have signed a token with any. */
    private static List<JWK> matching(Known have, JWSHeader header) {
        var matcher = JWKMatcher.forJWSHeader(new JWSHeader.Builder(header.getAlgorithm()).build());
        return have.keys().stream()
                .filter(key -> header.getKeyID() == null
                        || key.getKeyID() == null
                        || key.getKeyID().equals(header.getKeyID()))
                .filter(matcher::matches)
                .limit(TRIED)
                .toList();
    }
}
