package io.agentrunner.run;

import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

@Dependent
class MetricHistoryRepository {
    @Inject
    private Sql sql;

    /** Stores a sample, unless another node has stored that of these ten seconds. */
    void insert(Stats stats) {
        sql.named("Metric.sample")
                .with("queued", stats.queued())
                .with("scheduled", stats.scheduled())
                .with("running", stats.running())
                .with("paused", stats.paused())
                .with("completed", stats.completed())
                .with("failed", stats.failed())
                .with("stopped", stats.stopped())
                .with("oldest", stats.oldestQueuedSeconds())
                .update();
    }

    List<MetricSample> since(int seconds) {
        return sql.named("Metric.since")
                .with("seconds", seconds)
                .list(row -> new MetricSample(
                        row.time(),
                        row.intValue(),
                        row.longValue(),
                        row.longValue(),
                        row.longValue(),
                        row.longValue(),
                        row.longValue(),
                        row.longValue(),
                        row.longValue(),
                        row.longValue(),
                        row.intValue(),
                        row.intValue(),
                        row.intValue()));
    }
}
