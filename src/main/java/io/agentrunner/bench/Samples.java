package io.agentrunner.bench;

import java.util.stream.DoubleStream;

/** Measured values and their statistics. Immutable. */
final class Samples {
    private final double[] sorted;

    private Samples(double[] sorted) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("There is nothing to summarize: no value was measured.");
        }
        this.sorted = sorted;
    }

    static Samples of(double... values) {
        return new Samples(DoubleStream.of(values).sorted().toArray());
    }

    /** Returns the middle value or, of an even number of values, the mean of the two in the middle. */
    double median() {
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the smallest value that at least this percentage of the values does not exceed (nearest rank). */
    double percentile(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException(percent + " is no percentage from 1 to 100.");
        }
        return sorted[Math.ceilDiv(percent * sorted.length, 100) - 1];
    }
}
