package io.agentrunner.platform.database;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The use that a thread makes of the database. Each kind of request has places of its own, so that many slow requests
 * of one kind leave the others theirs. A transaction holds one place from its first statement until it has ended.
 * Thread-safe.
 */
public enum Lane {
    /** The worker and the timers: every thread that serves no request. Has a pool of its own. */
    WORKER(0, Duration.ZERO, ""),
    /** Agents that read their directives, on the worker's connections: a few, however many agents there are. */
    AGENTS(3, Duration.ofSeconds(30), "agents reading their directives"),
    /** Readiness. */
    PROBES(1, Duration.ofMillis(500), "probes"),
    /** Requests that read what an id names. */
    READS(4, Duration.ofSeconds(1), "reading requests"),
    /** Requests that change something and may wait for its lock. */
    CHANGES(4, Duration.ofSeconds(1), "changes"),
    /** Requests that store runs. */
    SUBMITS(5, Duration.ofSeconds(2), "submits"),
    /** Lists, which may read much. */
    SEARCHES(3, Duration.ofSeconds(1), "searches");

    /**
     * Empty on a thread of the worker: a value that stays on a thread of the server keeps the application from being
     * unloaded.
     */
    private static final ThreadLocal<Lane> CURRENT = new ThreadLocal<>();

    private final int places;
    private final Duration patience;
    private final String requests;

    /**
     * @param places how many transactions of this kind may be at the database at once
     * @param patience how long a request waits for a place
     * @param requests the name of its requests in a sentence
     */
    Lane(int places, Duration patience, String requests) {
        this.places = places;
        this.patience = patience;
        this.requests = requests;
    }

    /** Returns whether it uses the pool of requests. */
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

    /** Does something in this lane. A transaction that is under way keeps the lane that it has. */
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
