package io.agentrunner.settings;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * One setting on this node. A value in the database hides MicroProfile Config. An invalid value is ignored, with one log
 * line, and the last valid one stays. A setting that is not live keeps its value from the start. Thread-safe, without
 * waiting.
 */
final class SettingValue<T> {
    /** The server reads a value from a dozen sources, one of which throws an exception. That is too slow for each claim. */
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

    /** An accepted value, as text and in its type. */
    record Good<T>(Configured given, T value) {}

    private record Answer(Optional<Configured> given, long until) {}

    /** Takes the monotonic clock of the node. */
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
     * Takes the value at the start, from all sources below the database. Returns the reason if this value must stop the
     * start. A value that an operator saved in the server's configuration stops it only if the default would let more
     * people in: the console for its correction would not start either.
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
            if (next.isOfProcess() || setting.decidesAccess()) {
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

    /** Takes the default in place of the value in the server's configuration. Returns whether there was such a value. */
    boolean leaveToDefault() {
        if (good.given().isOfProcess() || good.given().equals(fallback)) {
            return false;
        }
        good = byDefault();
        return true;
    }

    /** Returns the current value. */
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

    /** An empty value counts as not set, but still hides the values below it. */
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
