package io.agentrunner.platform.database;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The purpose for which a thread uses the database. Each kind of request has its own places, so slow requests of one kind
 * take no place from another kind. A transaction holds one place from its first statement until it has ended. Thread-safe.
 */
public enum Lane {
    /** The worker, the timers, and every other thread that serves no request. This lane has its own pool. */
    WORKER(0, Duration.ZERO, ""),
    /** Agents that read their directives. They share a few of the worker's connections, however many agents run. */
    AGENTS(3, Duration.ofSeconds(30), "agents reading their directives"),
    /** Readiness probes. */
    PROBES(1, Duration.ofMillis(500), "probes"),
    /** Requests that read one thing by its id. */
    READS(4, Duration.ofSeconds(1), "reading requests"),
    /** Requests that change a row and may wait for its lock. */
    CHANGES(4, Duration.ofSeconds(1), "changes"),
    /** Requests that store runs. */
    SUBMITS(5, Duration.ofSeconds(2), "submits"),
    /** Lists and searches, which may read many rows. */
    SEARCHES(3, Duration.ofSeconds(1), "searches"),
    /** The reader of event streams, and pages for viewers that are behind. */
    STREAMS(2, Duration.ofSeconds(5), "reads for streams");

    /**
     * Empty on the worker's threads. A value left on a thread of the server would keep the application from being unloaded.
     */
    private static final ThreadLocal<Lane> CURRENT = new ThreadLocal<>();

    private final int places;
    private final Duration patience;
    private final String requests;

    /**
     * @param places how many transactions of this lane may be open at once
     * @param patience how long a request waits for a place
     * @param requests the name of its requests, as used in problem messages
     */
    Lane(int places, Duration patience, String requests) {
        this.places = places;
        this.patience = patience;
        this.requests = requests;
    }

    /** Returns whether this lane uses the pool of requests. */
    boolean isOfRequests() {
        return this != WORKER && this != AGENTS;
    }

    int places() {
        return places;
    }

    Duration patience() {
        return patience;
    }

    String requests() {
        return requests;
    }

    /** The lane of this thread. */
    static Lane current() {
        var lane = CURRENT.get();
        return lane == null ? WORKER : lane;
    }

    /** Runs a task in this lane. A transaction that is already open keeps its lane. */
    public <T> T run(Supplier<T> work) {
        var before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
