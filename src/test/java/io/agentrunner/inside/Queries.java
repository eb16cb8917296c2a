package io.agentrunner.inside;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Runs named queries by themselves and takes back what they did. */
@Stateless
public class Queries {
    @PersistenceContext
    private EntityManager em;

    @Resource
    private SessionContext session;

    public List<?> rows(String name, Object... parameters) {
        session.setRollbackOnly();
        return query(name, parameters).getResultList();
    }

    public int change(String name, Object... parameters) {
        session.setRollbackOnly();
        return query(name, parameters).executeUpdate();
    }

    /** The SQL of a named query with literals in place of its parameters, for a session of the test's own. */
    public static String text(String name, Object... literals) {
        for (var file : List.of("settings", "event", "run", "execution", "node")) {
            try (var in = Queries.class.getResourceAsStream("/META-INF/" + file + "-queries.xml")) {
                var xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                var named = Pattern.compile(
                                "name=\"" + Pattern.quote(name) + "\">\\s*<query>(.*?)</query>", Pattern.DOTALL)
                        .matcher(xml);
                if (named.find()) {
                    var sql = named.group(1).replace("&lt;", "<");
                    for (var i = literals.length; i > 0; i--) {
                        sql = sql.replace("?" + i, String.valueOf(literals[i - 1]));
                    }
                    return sql;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalArgumentException(name);
    }

    private jakarta.persistence.Query query(String name, Object... parameters) {
        var query = em.createNamedQuery(name);
        for (var i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query;
    }
}
