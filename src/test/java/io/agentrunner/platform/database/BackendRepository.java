package io.agentrunner.platform.database;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Reads facts about the session of a transaction. */
@Stateless
public class BackendRepository {
    @PersistenceContext
    private EntityManager em;

    /** Returns name and process of the session. */
    public String session() {
        return (String) em.createNativeQuery("select current_setting('application_name') || ' ' || pg_backend_pid()")
                .getSingleResult();
    }

    public String setting(String name) {
        return (String) em.createNativeQuery("select current_setting(?1)")
                .setParameter(1, name)
                .getSingleResult();
    }
}
