package io.agentrunner.platform.sql;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements of the application, by name. Each is a named native query of the persistence unit, so EclipseLink prepares
 * it once. A statement runs in the transaction of its caller, if there is one. Thread-safe.
 */
@ApplicationScoped
public class Sql {
    @PersistenceContext
    private EntityManager em;

    private Map<String, StatementFile.Named> statements;

    @PostConstruct
    void register() {
        statements =
                StatementFile.all().stream().collect(Collectors.toMap(StatementFile.Named::name, Function.identity()));
        var unit = em.getEntityManagerFactory();
        statements
                .values()
                .forEach(named -> unit.addNamedQuery(named.name(), em.createNativeQuery(named.positional())));
    }

    /**
     * Returns a statement of {@code sql/*.sql}. The caller sets its parameters and runs it once.
     *
     * @throws IllegalArgumentException if no statement has this name
     */
    public Statement named(String name) {
        var named = statements.get(name);
        if (named == null) {
            throw new IllegalArgumentException("No statement is named " + name + ".");
        }
        return new Statement(named, em.createNamedQuery(name));
    }

    /**
     * Returns the rows of a query that is built at run time.
     *
     * @param text SQL with {@code ?1}, {@code ?2} … for the values
     */
    public List<Row> rows(String text, List<?> values) {
        var query = em.createNativeQuery(text);
        for (var i = 0; i < values.size(); i++) {
            query.setParameter(i + 1, values.get(i));
        }
        return Row.all(query.getResultList());
    }
}
