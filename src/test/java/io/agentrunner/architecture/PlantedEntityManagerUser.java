package io.agentrunner.architecture;

import jakarta.persistence.EntityManager;

/** Goes past the repositories. */
class PlantedEntityManagerUser {
    EntityManager em;

    void touch() {
        em.flush();
    }
}
