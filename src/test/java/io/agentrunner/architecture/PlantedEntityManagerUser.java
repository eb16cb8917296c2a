package io.agentrunner.architecture;

import jakarta.persistence.EntityManager;

/** Uses the EntityManager outside of a repository. */
class PlantedEntityManagerUser {
    EntityManager em;

    void touch() {
        em.flush();
    }
}
