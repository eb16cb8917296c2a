package io.agentrunner.journal;

import io.agentrunner.run.Retry;
import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The delay after a failure: exponential backoff with full jitter, that is a random time up to {@code min(max, base ·
 * factor^(failures-1))} (Marc Brooker, "Exponential Backoff And Jitter", 2015), so that runs that failed together do
 * not return together. Thread-safe.
 */
@ApplicationScoped
class RetryPolicy {
    @Inject
    private Settings settings;

    /** Returns the delay before the next attempt. */
    Duration wait(int failures, Retry own) {
        return wait(
                failures,
                own == null ? configured() : own,
                ThreadLocalRandom.current().nextDouble());
    }

    private Retry configured() {
        return new Retry(settings.retryBase(), settings.retryFactor(), settings.retryMax());
    }

    /** @param share the share of the longest delay, 0 to 1 */
    static Duration wait(int failures, Retry retry, double share) {
        var longest = Math.min(
                retry.maxSeconds().doubleValue(),
                retry.baseSeconds().doubleValue() * Math.pow(retry.factor().doubleValue(), failures - 1.0));
        return Duration.ofMillis((long) (longest * share * 1000));
    }
}
