package io.agentrunner.worker;

import io.agentrunner.agents.Agents;
import io.agentrunner.platform.metrics.Bounds;
import io.agentrunner.platform.metrics.Metrics;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.settings.Settings;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of claims and attempts. Thread-safe. */
@ApplicationScoped
class WorkerMetrics {
    @Inject
    private Metrics metrics;

    @Inject
    private Agents agents;

    @Inject
    private Running running;

    @Inject
    private Slots slots;

    @Inject
    private Settings settings;

    private final Map<String, AgentMetrics> byAgent = new ConcurrentHashMap<>();
    private DistributionDataPoint claim;
    private DistributionDataPoint pickup;
    private Histogram iterationSeconds;
    private Counter failures;
    private Counter retries;

    /** Registered at the start, so that the first scrape contains it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        metrics.gauge(
                "agent_runner_slots_used", "Runs that this node executes now.", () -> OptionalDouble.of(slots.used()));
        metrics.gauge(
                "agent_runner_attempts_lingering",
                "Abandoned attempts whose agents continue, since they ignore their interruption.",
                () -> OptionalDouble.of(running.lingering().size()));
        metrics.gauge(
                "agent_runner_slots",
                "Runs that this node may execute at once: worker.concurrency, or 0 when worker.enabled is false.",
                () -> OptionalDouble.of(settings.workerEnabled() ? settings.concurrency() : 0));
        claim = metrics.histogram(
                "agent_runner_claim_latency_seconds",
                "Time of a poll of the queue, whether it found runs or not.",
                Bounds.SHORT);
        pickup = metrics.histogram(
                "agent_runner_pickup_latency_seconds",
                "Time from when a run was due until it was claimed for the first time.",
                Bounds.LONG);
        iterationSeconds = metrics.histogram(
                "agent_runner_iteration_duration_seconds",
                "Time of an iteration, including its commit.",
                Bounds.LONG,
                "agent");
        failures = metrics.counter(
                "agent_runner_failures", "Attempts that ended with an error of the agent or a time-out.", "agent");
        retries = metrics.counter(
                "agent_runner_retries", "Failed attempts after which the run was given another one.", "agent");
        agents.names().forEach(this::of);
    }

    /** Counts the runs of a poll that began at {@code begunAt}, by the monotonic clock. */
    void claimed(List<ClaimedRun> claimed, long begunAt) {
        claim.observe(Unit.nanosToSeconds(System.nanoTime() - begunAt));
        pickedUp(claimed);
    }

    /** Counts runs that are executed from now on. */
    void pickedUp(List<ClaimedRun> claimed) {
        for (var run : claimed) {
            if (run.attempt() == 1) {
                pickup.observe(run.sinceDue());
            }
        }
    }

    /** Returns the counters of an agent's attempts. */
    AgentMetrics of(String agent) {
        // Avoids the lock of computeIfAbsent for an existing key.
        var known = byAgent.get(agent);
        return known != null ? known : byAgent.computeIfAbsent(agent, this::children);
    }

    private AgentMetrics children(String agent) {
        return new AgentMetrics(
                iterationSeconds.labelValues(agent), failures.labelValues(agent), retries.labelValues(agent));
    }
}
