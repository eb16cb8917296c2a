package io.agentrunner.platform.sql;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * One row of a result, read once, column by column, in the order of the select list. Arguments of a constructor are
 * evaluated in order, so they are written in the order of the columns. For one thread.
 */
public final class Row {
    private final Object[] columns;
    private int next;

    private Row(Object[] columns) {
        this.columns = columns;
    }

    /** Takes a row as JPA returns it: an array, or the value itself if there is one column. */
    static Row of(Object answered) {
        return new Row(answered instanceof Object[] several ? several : new Object[] {answered});
    }

    static List<Row> all(List<?> answered) {
        return answered.stream().map(Row::of).toList();
    }

    private Object next() {
        return columns[next++];
    }

    /** Skips to the last columns, of which there are this many. */
    public Row last(int count) {
        next = columns.length - count;
        return this;
    }

    /** Returns whether the next column is null, without reading it. */
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

    /** Reads a number, or null. */
    public Long longOrNull() {
        var number = (Number) next();
        return number == null ? null : Long.valueOf(number.longValue());
    }

    /** Reads a number, or empty for null. */
    public OptionalDouble optionalDouble() {
        var number = (Number) next();
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number.doubleValue());
    }

    /** Reads a duration in seconds, to the millisecond; empty for null. */
    public Optional<Duration> seconds() {
        var number = (Number) next();
        return Optional.ofNullable(number).map(seconds -> Duration.ofMillis((long) (seconds.doubleValue() * 1000)));
    }

    /** Reads a truth value that is not null. */
    public boolean flag() {
        return (Boolean) next();
    }

    /** Reads a truth value, or null. */
    public Boolean flagOrNull() {
        return (Boolean) next();
    }

    /** Reads a text, or null. */
    public String text() {
        return (String) next();
    }

    /** Reads a {@code timestamptz}, or null. */
    public Instant time() {
        var time = (Timestamp) next();
        return time == null ? null : time.toInstant();
    }

    /** Reads a UUID that was cast to text, or null. */
    public UUID uuid() {
        var text = text();
        return text == null ? null : UUID.fromString(text);
    }
}
