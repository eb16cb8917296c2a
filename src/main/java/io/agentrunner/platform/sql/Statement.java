package io.agentrunner.platform.sql;

import jakarta.persistence.Query;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A named statement that is given its parameters by their names and run once. For one thread. */
public final class Statement {
    private final StatementFile.Named named;
    private final Query query;
    private final BitSet given = new BitSet();

    Statement(StatementFile.Named named, Query query) {
        this.named = named;
        this.query = query;
    }

    /**
     * Gives a parameter its value.
     *
     * @param value what JDBC takes, or an array for {@code cast(:name as type[])}; null for SQL's null
     * @throws IllegalArgumentException if the statement has no parameter of that name
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

    /** All rows. */
    public List<Row> rows() {
        return Row.all(complete().getResultList());
    }

    /** All rows, each as what {@code of} makes of it. */
    public <T> List<T> list(Function<Row, T> of) {
        return rows().stream().map(of).toList();
    }

    /** The only row, or the first of several. */
    public <T> Optional<T> first(Function<Row, T> of) {
        return rows().stream().findFirst().map(of);
    }

    /** The only row of a statement that always has one. */
    public Row row() {
        return Row.of(complete().getSingleResult());
    }

    /** Runs a statement that answers no rows; says how many it changed. */
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
