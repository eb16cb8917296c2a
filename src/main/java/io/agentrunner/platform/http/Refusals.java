package io.agentrunner.platform.http;

import io.agentrunner.platform.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;

/** Counts the requests that this server refuses to protect itself. Thread-safe. */
@ApplicationScoped
public class Refusals {
    /** The reason for which a request is refused. */
    public enum Reason {
        /** The maximum number of requests is being served: 503. */
        REQUESTS,
        /** The maximum number of requests waits for its body: 503. */
        BODIES,
        /** The body arrived too slowly: 408. */
        SLOW,
        /** Other requests hold all the memory for large bodies and pages: 503. */
        MEMORY,
        /** The Host header names no host of this node: 421. */
        HOST,
        /** A page of another origin wants to change something: 403. */
        ORIGIN,
        /** The caller sends more requests than access.rate allows: 429. */
        RATE,
        /** The credential is not valid: 401, or 429 after many. */
        CREDENTIAL
    }

    @Inject
    private Metrics metrics;

    private Counter refused;

    /** Registered at the start, so that the first scrape contains it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        refused = metrics.counter(
                "agent_runner_requests_refused",
                "Requests that this node refused to protect itself: too many requests or bodies at once, a body that arrived"
                        + " too slowly, no memory left for large ones, a host that is not served, a page of another"
                        + " origin, too many requests of one caller, a wrong credential.",
                "reason");
        for (var reason : Reason.values()) {
            refused.initLabelValues(label(reason));
        }
    }

    public void count(Reason reason) {
        refused.labelValues(label(reason)).inc();
    }

    private static String label(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
