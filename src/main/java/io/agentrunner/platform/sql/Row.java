package io.agentrunner.platform.sql;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * One row of a result, read once, column by column, in the order of the select list. So the arguments of a constructor
 * stand in the order of the columns. For one thread.
 */
public final class Row {
    private final Object[] columns;
    private int next;

    private Row(Object[] columns) {
        this.columns = columns;
    }

    /** A row as JPA answers it: an array, or the value itself when there is one column. */
    static Row of(Object answered) {
        return new Row(answered instanceof Object[] several ? several : new Object[] {answered});
    }

    static List<Row> all(List<?> answered) {
        return answered.stream().map(Row::of).toList();
    }

    private Object next() {
        return columns[next++];
    }

    /** Goes to the last columns, so many of them. */
    public Row last(int count) {
        next = columns.length - count;
        return this;
    }

    /** Returns whether the next column is null; does not pass over it. */
    public boolean nextIsNull() {
        return columns[next] == null;
    }

    /** A number that is not null. */
    public long longValue() {
        return ((Number) next()).longValue();
    }

    /** A number that is not null. */
    public int intValue() {
        return ((Number) next()).intValue();
    }

    /** A number that is not null. */
    public double doubleValue() {
        return ((Number) next()).doubleValue();
    }

    /** A number, or null. */
    public Long longOrNull() {
        var number = (Number) next();
        return number == null ? null : Long.valueOf(number.longValue());
    }

    /** A number, or empty for null. */
    public OptionalDouble optionalDouble() {
        var number = (Number) next();
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number.doubleValue());
    }

    /** A time in seconds, to the millisecond; empty for null. */
    public Optional<Duration> seconds() {
        var number = (Number) next();
        return Optional.ofNullable(number).map(seconds -> Duration.ofMillis((long) (seconds.doubleValue() * 1000)));
    }

    /** A truth value that is not null. */
    public boolean flag() {
        return (Boolean) next();
    }

    /** A truth value, or null. */
    public Boolean flagOrNull() {
        return (Boolean) next();
    }

    /** A text, or null. */
    public String text() {
        return (String) next();
    }

    /** A {@code timestamptz}, or null. */
    public Instant time() {
        var time = (Timestamp) next();
        return time == null ? null : time.toInstant();
    }

    /** A UUID that was cast to text, or null. */
    public UUID uuid() {
        var text = text();
        return text == null ? null : UUID.fromString(text);
    }
}
