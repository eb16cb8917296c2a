package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.types.MetricType;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;

/** The metrics of nodes at {@code /metrics}, read by an independent parser of Prometheus' format. */
record Scrape(List<Map<String, MetricFamily>> nodes) {
    private record Promise(MetricType type, List<String> labels, DoublePredicate sensible) {}

    private static final List<String> NONE = List.of();
    private static final List<String> AGENT = List.of("agent");
    private static final List<String> OUTCOME = List.of("agent", "outcome");
    private static final double AN_HOUR = 3600;

    /** Has a sample only for priorities with due runs. */
    private static final String WHILE_RUNS_WAIT = "agent_runner_queue_oldest_age_by_priority_seconds";

    /** Values after runs of every kind: the sum over all nodes for counters and histograms, the maximum for gauges. */
    private static final Map<String, Promise> PROMISED = Map.ofEntries(
            counter("agent_runner_runs_ended_total", OUTCOME),
            gauge("agent_runner_runs_queued", value -> value >= 0 && value < 1000),
            gauge("agent_runner_runs_scheduled", value -> value >= 7 && value < 1000),
            gauge("agent_runner_runs_unclaimable", value -> value == 0),
            gauge("agent_runner_attempts_lingering", value -> value == 0),
            Map.entry(
                    "agent_runner_requests_refused_total",
                    new Promise(MetricType.COUNTER, List.of("reason"), value -> value == 0)),
            gauge("agent_runner_ready", value -> value == 1),
            gauge("agent_runner_streams_open", value -> value == 0),
            Map.entry("agent_runner_streams_cut_total", new Promise(MetricType.COUNTER, NONE, value -> value == 0)),
            Map.entry(
                    "agent_runner_runs_given_back_total",
                    new Promise(MetricType.COUNTER, NONE, value -> value >= 0 && value < 1000)),
            gauge("agent_runner_runs_running", value -> value >= 0 && value <= 50),
            gauge("agent_runner_runs_paused", value -> value == 0),
            gauge("agent_runner_queue_oldest_age_seconds", value -> value >= 0 && value < AN_HOUR),
            seconds("agent_runner_claim_latency_seconds", NONE, 10),
            seconds("agent_runner_pickup_latency_seconds", NONE, Double.MAX_VALUE),
            seconds("agent_runner_run_duration_seconds", OUTCOME, AN_HOUR),
            seconds("agent_runner_iteration_duration_seconds", AGENT, AN_HOUR),
            counter("agent_runner_failures_total", AGENT),
            counter("agent_runner_retries_total", AGENT),
            counter("agent_runner_recoveries_total", NONE),
            seconds("agent_runner_time_to_recover_seconds", NONE, 60),
            counter("agent_runner_leases_expired_total", NONE),
            counter("agent_runner_stale_writes_rejected_total", NONE),
            Map.entry(
                    "agent_runner_journal_batch_writes",
                    new Promise(MetricType.HISTOGRAM, NONE, mean -> mean >= 0.5 && mean <= 500)),
            seconds("agent_runner_journal_flush_seconds", NONE, 10),
            gauge("agent_runner_slots_used", value -> value >= 0 && value <= 10),
            gauge("agent_runner_slots", value -> value == 10),
            counter("agent_runner_settings_changes_total", NONE),
            Map.entry(
                    "agent_runner_build_info", new Promise(MetricType.GAUGE, List.of("version"), value -> value == 1)));

    private static Map.Entry<String, Promise> counter(String name, List<String> labels) {
        return Map.entry(name, new Promise(MetricType.COUNTER, labels, value -> value >= 1 && value < 1000));
    }

    private static Map.Entry<String, Promise> gauge(String name, DoublePredicate sensible) {
        return Map.entry(name, new Promise(MetricType.GAUGE, NONE, sensible));
    }

    /** Expects a histogram of times whose mean is at most this value. */
    private static Map.Entry<String, Promise> seconds(String name, List<String> labels, double most) {
        return Map.entry(name, new Promise(MetricType.HISTOGRAM, labels, mean -> mean > 0 && mean <= most));
    }

    static Scrape of(Cluster cluster) {
        var nodes = new ArrayList<Map<String, MetricFamily>>();
        for (var node : cluster.nodes()) {
            nodes.add(families(node.baseUri().resolve("/metrics")));
        }
        return new Scrape(nodes);
    }

    private static Map<String, MetricFamily> families(java.net.URI address) {
        var collector = new CollectorPrometheusMetricsWalker();
        try (var in = address.toURL().openStream()) {
            new TextPrometheusMetricsProcessor(in, collector).walk();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        var families = new HashMap<String, MetricFamily>();
        collector.getAllMetricFamilies().forEach(family -> families.put(family.getName(), family));
        assertThat(families).as("families, none in two pieces").hasSameSizeAs(collector.getAllMetricFamilies());
        return families;
    }

    /**
     * Fails unless there are exactly the documented metrics, of the right type, with their labels and plausible values.
     */
    void assertComplete() {
        for (var node : nodes) {
            assertThat(node.keySet())
                    .filteredOn(name -> !name.equals(WHILE_RUNS_WAIT))
                    .containsExactlyInAnyOrderElementsOf(PROMISED.keySet());
        }
        PROMISED.forEach((name, promise) -> {
            var samples = new ArrayList<Metric>();
            for (var node : nodes) {
                assertThat(node.get(name).getType()).as(name).isEqualTo(promise.type());
                assertThat(node.get(name).getHelp()).as(name).isNotBlank();
                samples.addAll(node.get(name).getMetrics());
            }
            assertThat(samples)
                    .as(name)
                    .allSatisfy(sample -> assertThat(sample.getLabels().keySet())
                            .containsExactlyInAnyOrderElementsOf(promise.labels()));
            assertThat(value(promise.type(), samples)).as(name).matches(promise.sensible()::test, "makes sense");
        });
    }

    private static double value(MetricType type, List<Metric> samples) {
        return switch (type) {
            case COUNTER ->
                samples.stream()
                        .mapToDouble(sample -> ((Counter) sample).getValue())
                        .sum();
            case GAUGE ->
                samples.stream()
                        .mapToDouble(sample -> ((Gauge) sample).getValue())
                        .max()
                        .orElse(Double.NaN);
            default -> mean(samples);
        };
    }

    private static double mean(List<Metric> samples) {
        var histograms = samples.stream().map(Histogram.class::cast).toList();
        histograms.forEach(
                histogram -> assertThat(histogram.getBuckets().getLast().getCumulativeCount())
                        .as("the bucket without a bound of " + histogram.getName())
                        .isEqualTo(histogram.getSampleCount()));
        return histograms.stream().mapToDouble(Histogram::getSampleSum).sum()
                / histograms.stream().mapToDouble(Histogram::getSampleCount).sum();
    }
}
