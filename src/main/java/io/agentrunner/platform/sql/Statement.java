package io.agentrunner.platform.sql;

import jakarta.persistence.Query;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/** A named statement with named parameters, run once. For one thread. */
public final class Statement {
    private final StatementFile.Named named;
    private final Query query;
    private final BitSet given = new BitSet();

    Statement(StatementFile.Named named, Query query) {
        this.named = named;
        this.query = query;
    }

    /**
     * Sets the value of a parameter.
     *
     * @param value a value that JDBC accepts, or an array for {@code cast(:name as type[])}; null for SQL's null
     * @throws IllegalArgumentException if the statement has no parameter of this name
     */
    public Statement with(String parameter, Object value) {
        var place = named.parameters().indexOf(parameter);
        if (place < 0) {
            throw new IllegalArgumentException("The statement " + named.name() + " has no parameter " + parameter
                    + ", only " + named.parameters() + ".");
        }
        given.set(place);
        query.setParameter(place + 1, value);
        return this;
    }

    /**
     * Sets an array parameter to one value of each item, as {@link #with} does.
     *
     * @param array makes the array, for example {@code Long[]::new}
     */
    public <I, T> Statement withEach(String parameter, List<I> items, IntFunction<T[]> array, Function<I, T> value) {
        return with(parameter, items.stream().map(value).toArray(array));
    }

    /** Returns all rows. */
    public List<Row> rows() {
        return Row.all(complete().getResultList());
    }

    /** Returns all rows, each mapped by {@code of}. */
    public <T> List<T> list(Function<Row, T> of) {
        return rows().stream().map(of).toList();
    }

    /** Returns the only row, or the first of several. */
    public <T> Optional<T> first(Function<Row, T> of) {
        return rows().stream().findFirst().map(of);
    }

    /** Returns the only row of a statement that always has one. */
    public Row row() {
        return Row.of(complete().getSingleResult());
    }

    /** Runs a statement that returns no rows. Returns how many rows it changed. */
    public int update() {
        return complete().executeUpdate();
    }

    private Query complete() {
        var missing = given.nextClearBit(0);
        if (missing < named.parameters().size()) {
            throw new IllegalStateException("The statement " + named.name() + " was not given its parameter "
                    + named.parameters().get(missing) + ".");
        }
        return query;
    }
}
