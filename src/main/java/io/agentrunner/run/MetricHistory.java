package io.agentrunner.run;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * The samples of the last day: one every ten seconds, and after an hour one a minute. Each call is one
 * transaction. Thread-safe.
 */
@Stateless
public class MetricHistory {
    @Inject
    private MetricHistoryRepository repository;

    /** Stores a sample; of several nodes the first one does. */
    public void sample(Stats stats) {
        repository.insert(stats);
    }

    /** The samples of the last time, oldest first. */
    public List<MetricSample> last(Duration time) {
        return repository.since((int) time.toSeconds());
    }
}
