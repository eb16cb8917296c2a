package io.agentrunner.worker;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

@Dependent
class WireRepository {
    @PersistenceContext
    private EntityManager em;

    void send(String[] messages) {
        var sent = em.createNamedQuery("Wire.send").setParameter(1, messages).getResultList();
        if (sent.size() != messages.length) {
            throw new IllegalStateException("%d of %d messages were sent".formatted(sent.size(), messages.length));
        }
    }
}
