package io.agentrunner.settings;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * One setting on this node. The database hides MicroProfile Config. A value that is not accepted is ignored, with
 * one log line, and the last good one stays. One that is not live is kept from the start. Thread-safe; never waits.
 */
final class SettingValue<T> {
    /** The server asks a dozen sources for a value, one of them by an exception: too much for each claim. */
    static final Duration REMEMBERED = Duration.ofMillis(500);

    private static final System.Logger LOG = System.getLogger(SettingValue.class.getName());

    private final Setting<T> setting;
    private final Function<String, Stream<Configured>> beneath;
    private final StoredValues stored;
    private final LongSupplier nanos;
    private final Configured fallback;

    private final AtomicReference<Configured> reported = new AtomicReference<>();
    private volatile Good<T> good;
    private volatile Answer answer;
    private volatile boolean started;

    /** An accepted value, as it was given and as it is used. */
    record Good<T>(Configured given, T value) {}

    private record Answer(Optional<Configured> given, long until) {}

    /** Of a node whose monotonic clock that is. */
    SettingValue(
            Setting<T> setting, Function<String, Stream<Configured>> beneath, StoredValues stored, LongSupplier nanos) {
        this.setting = setting;
        this.beneath = beneath;
        this.stored = stored;
        this.nanos = nanos;
        fallback = Configured.byDefault(setting);
        good = byDefault();
    }

    /**
     * Takes what is there at the start, beneath the database; says what is wrong when that has to stop it. What an operator
     * saved in the server's configuration never does: the console that could take it back would not be there.
     */
    Optional<String> start() {
        var given = sources().iterator();
        Configured passedOver = null;
        while (given.hasNext()) {
            var next = given.next();
            var value = setting.parse(next.value());
            if (value.isPresent()) {
                good = new Good<>(next, value.get());
                break;
            }
            if (next.isOfProcess()) {
                return Optional.of(setting.refusal(next));
            }
            passedOver = passedOver == null ? next : passedOver;
        }
        if (passedOver != null) {
            report(passedOver, good);
        }
        started = true;
        return Optional.empty();
    }

    /** The default in place of what the server's configuration has; says whether it had anything. */
    boolean leaveToDefault() {
        if (good.given().isOfProcess() || good.given().equals(fallback)) {
            return false;
        }
        good = byDefault();
        return true;
    }

    /** The value that counts now. */
    Good<T> now() {
        var last = good;
        if (started && !setting.live()) {
            return last;
        }
        var given = stored.find(setting.key()).or(this::configured).orElse(fallback);
        if (!last.given().equals(given)) {
            var value = setting.parse(given.value());
            if (value.isEmpty()) {
                report(given, last);
                return last;
            }
            last = new Good<>(given, value.get());
            good = last;
        }
        if (reported.get() != null) {
            reported.set(null);
        }
        return last;
    }

    private Optional<Configured> configured() {
        var known = answer;
        var now = nanos.getAsLong();
        if (known == null || now - known.until() >= 0) {
            known = new Answer(sources().findFirst(), now + REMEMBERED.toNanos());
            answer = known;
        }
        return known.given();
    }

    /** An empty value counts as not set, but still hides the values beneath it. */
    private Stream<Configured> sources() {
        return beneath.apply(setting.key())
                .map(Configured::stripped)
                .map(given -> given.value().isEmpty() ? fallback : given);
    }

    private Good<T> byDefault() {
        return new Good<>(fallback, setting.parse(fallback.value()).orElseThrow());
    }

    private void report(Configured refused, Good<T> kept) {
        if (!refused.equals(reported.getAndSet(refused))) {
            LOG.log(
                    Level.WARNING,
                    () -> setting.refusal(refused) + " It is ignored; "
                            + setting.shown(kept.given().value()) + " stays.");
        }
    }
}
