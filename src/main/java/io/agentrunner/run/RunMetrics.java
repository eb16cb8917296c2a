package io.agentrunner.run;

import io.agentrunner.agents.Agents;
import io.agentrunner.platform.metrics.Bounds;
import io.agentrunner.platform.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/** The metrics of runs as clients see them: how many wait, and how many ended with which outcome. Thread-safe. */
@ApplicationScoped
public class RunMetrics {
    /** After this time without an update the gauges have no value instead of an old one. */
    private static final long FRESH_NANOS = Duration.ofSeconds(60).toNanos();

    private static final String CLUSTER = " Every node reports the value of the whole cluster: use max, not sum.";

    private record Sample(QueueState state, Stats stats, long takenAt) {
        boolean isFresh() {
            return System.nanoTime() - takenAt < FRESH_NANOS;
        }
    }

    @Inject
    private Metrics metrics;

    @Inject
    private Agents agents;

    private Counter ended;
    private Histogram duration;
    private volatile Sample sample;

    /** Registered at the start, so that the first scrape contains it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        ended = metrics.counter(
                "agent_runner_runs_ended", "Runs that ended, by agent and outcome.", "agent", "outcome");
        duration = metrics.histogram(
                "agent_runner_run_duration_seconds",
                "Time from a run's first start until it ended, with all its attempts and waits; of runs that were started.",
                Bounds.LONG,
                "agent",
                "outcome");
        // Registered before the first scrape, since Prometheus sees no increase from a missing value to 1.
        for (var agent : agents.names()) {
            for (var outcome : List.of("completed", "failed", "stopped")) {
                ended.labelValues(agent, outcome);
                duration.labelValues(agent, outcome);
            }
        }
        gauge("agent_runner_runs_queued", "Runs in the queue that are due.", Stats::queued);
        gauge(
                "agent_runner_runs_scheduled",
                "Runs in the queue that are due later, or wait for another run.",
                Stats::scheduled);
        gauge(
                "agent_runner_runs_unclaimable",
                "Due runs of agents that no live node has; counted up to 1,000 for each agent and priority.",
                Stats::unclaimable);
        metrics.gauges(
                "agent_runner_queue_oldest_age_by_priority_seconds",
                "How long the longest waiting due run of a priority waits." + CLUSTER,
                "priority",
                () -> fresh().map(last -> last.state().oldestByPriority()).orElse(Collections.emptySortedMap()));
        gauge("agent_runner_runs_running", "Runs in status RUNNING.", Stats::running);
        gauge("agent_runner_runs_paused", "Runs in status PAUSED.", Stats::paused);
        gauge(
                "agent_runner_queue_oldest_age_seconds",
                "How long the longest waiting queued run has been due; 0 when none is.",
                Stats::oldestQueuedSeconds);
    }

    private void gauge(String name, String help, ToLongFunction<Stats> value) {
        metrics.gauge(
                name,
                help + CLUSTER,
                () -> fresh().map(last -> OptionalDouble.of((double) value.applyAsLong(last.stats())))
                        .orElse(OptionalDouble.empty()));
    }

    private Optional<Sample> fresh() {
        return Optional.ofNullable(sample).filter(Sample::isFresh);
    }

    /** Updates the gauges with the newest values of the counters. */
    void sampled(QueueState state) {
        sample = new Sample(state, state.stats(), System.nanoTime());
    }

    void ended(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunsEnded event) {
        for (var run : event.runs()) {
            var outcome = run.status().name().toLowerCase(Locale.ROOT);
            ended.labelValues(run.agent(), outcome).inc();
            run.sinceFirstStart().ifPresent(duration.labelValues(run.agent(), outcome)::observe);
        }
    }
}
