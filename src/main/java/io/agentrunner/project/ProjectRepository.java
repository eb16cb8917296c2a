package io.agentrunner.project;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

@Dependent
class ProjectRepository {
    @PersistenceContext
    private EntityManager em;

    Optional<Project> find(long id) {
        return Optional.ofNullable(em.find(Project.class, id));
    }

    List<Project> all() {
        return em.createNamedQuery("Project.all", Project.class).getResultList();
    }

    boolean nameTaken(String name) {
        return !em.createNamedQuery("Project.byName", Project.class)
                .setParameter("name", name)
                .getResultList()
                .isEmpty();
    }

    Project save(Project project) {
        em.persist(project);
        em.flush();
        em.refresh(project);
        return project;
    }

    void flush() {
        em.flush();
    }
}
