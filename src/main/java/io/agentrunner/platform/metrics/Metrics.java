package io.agentrunner.platform.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The metrics of this server. Each feature registers its few metrics once, at the start, so that the first scrape contains
 * them. Thread-safe.
 */
@ApplicationScoped
public class Metrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    /** Makes a counter. Its scraped name ends in {@code _total}. */
    public Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** Makes a classic histogram. */
    public Histogram histogram(String name, String help, Bounds bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds.upper())
                .withoutExemplars()
                .register(registry);
    }

    /** Makes a gauge that is read at each scrape. It has no sample while there is no value. */
    public void gauge(String name, String help, Supplier<OptionalDouble> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> value.get().ifPresent(callback::call))
                .register(registry);
    }

    /** Makes one gauge per value of a label, read at each scrape. The values must be few. */
    public void gauges(String name, String help, String label, Supplier<? extends Map<?, ? extends Number>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(callback ->
                        values.get().forEach((key, value) -> callback.call(value.doubleValue(), String.valueOf(key))))
                .register(registry);
    }

    /** Makes a constant 1 whose label carries the information. Its name ends in {@code _info}. */
    public void info(String name, String help, String label, String value) {
        Info.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .register(registry)
                .setLabelValues(value);
    }

    /** Returns all metrics in Prometheus' text format. */
    public byte[] text() {
        var out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
