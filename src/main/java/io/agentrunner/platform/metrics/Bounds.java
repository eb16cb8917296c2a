package io.agentrunner.platform.metrics;

/** The upper bounds of a histogram's buckets. */
public enum Bounds {
    /** In seconds, for durations from a millisecond to a minute. */
    SHORT,
    /** In seconds, for durations from 10 ms to a day. */
    LONG,
    /** Counts, up to the size of one transaction. */
    SIZES;

    double[] upper() {
        return switch (this) {
            case SHORT -> new double[] {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60};
            case LONG -> new double[] {0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400};
            case SIZES -> new double[] {1, 2, 5, 10, 20, 50, 100, 200, 500};
        };
    }
}
