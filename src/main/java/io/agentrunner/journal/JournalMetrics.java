package io.agentrunner.journal;

import io.agentrunner.platform.metrics.Bounds;
import io.agentrunner.platform.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.snapshots.Unit;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** The metrics of the journal, reported once per batch. Thread-safe. */
@ApplicationScoped
class JournalMetrics {
    @Inject
    private Metrics metrics;

    private DistributionDataPoint size;
    private DistributionDataPoint time;
    private Counter stale;

    /** Made at the start, so that the first scrape has it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        size = metrics.histogram(
                "agent_runner_journal_batch_writes",
                "Writes of agents that were settled by one transaction.",
                Bounds.SIZES);
        time = metrics.histogram(
                "agent_runner_journal_flush_seconds", "How long one such transaction took.", Bounds.SHORT);
        stale = metrics.counter(
                "agent_runner_stale_writes_rejected",
                "Writes that changed nothing: the run was no longer that attempt's.");
    }

    /** A batch was committed; what was locked is tried again and not counted. */
    void flushed(List<Written> written, long nanos) {
        size.observe((double) written.stream()
                .filter(each -> !(each instanceof Written.Locked))
                .count());
        time.observe(Unit.nanosToSeconds(nanos));
        var lost = written.stream().filter(Written.Lost.class::isInstance).count();
        if (lost > 0) {
            stale.inc(lost);
        }
    }
}
