package io.agentrunner.inside;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

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

    private jakarta.persistence.Query query(String name, Object... parameters) {
        var query = em.createNamedQuery(name);
        for (var i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query;
    }
}
