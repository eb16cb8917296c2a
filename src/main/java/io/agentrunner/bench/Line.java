package io.agentrunner.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * One line of the bench's output: {@code name value unit}. The value has three significant digits or is a whole number.
 */
record Line(String name, double value, String unit) {
    /** Returns a line with the first value divided by the second. */
    static Line ratio(String name, double of, double to) {
        return new Line(name, of / to, "x");
    }

    /** Returns three lines: the medians of the floor and of the server, and their ratio. */
    static List<Line> against(String name, String unit, Samples floor, Samples server) {
        return List.of(
                new Line(name + "_floor", floor.median(), unit),
                new Line(name, server.median(), unit),
                ratio(name + "_ratio", server.median(), floor.median()));
    }

    @Override
    public String toString() {
        return name + " " + shown() + " " + unit;
    }

    private String shown() {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException(name + " has no value: " + value);
        }
        var exact = BigDecimal.valueOf(value);
        return exact.abs().compareTo(BigDecimal.valueOf(100)) >= 0
                ? exact.setScale(0, RoundingMode.HALF_UP).toPlainString()
                : exact.round(new MathContext(3, RoundingMode.HALF_UP))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
