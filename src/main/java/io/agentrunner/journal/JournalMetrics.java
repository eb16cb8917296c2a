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

    /** Registered at the start, so that the first scrape contains it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        size = metrics.histogram(
                "agent_runner_journal_batch_writes", "Writes of agents in one transaction.", Bounds.SIZES);
        time = metrics.histogram("agent_runner_journal_flush_seconds", "Time of one such transaction.", Bounds.SHORT);
        stale = metrics.counter(
                "agent_runner_stale_writes_rejected",
                "Writes that changed nothing, since the run no longer belonged to their attempt.");
    }

    /** Counts a committed batch. Writes that met a locked row are tried again and not counted. */
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
