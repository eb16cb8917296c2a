package io.agentrunner.project;

import io.agentrunner.platform.http.Page;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Timestamp;
import java.util.Optional;

@Dependent
class ProjectRepository {
    @PersistenceContext
    private EntityManager em;

    Optional<Project> find(long id) {
        return Optional.ofNullable(em.find(Project.class, id));
    }

    @SuppressWarnings("unchecked")
    Page<ProjectView> page(long before, int limit) {
        var rows = "select *, 200 + octet_length(name) + coalesce(octet_length(local_path), 0) as size"
                + " from project where id < ?1 order by id desc limit " + (limit + 1);
        var query = em.createNativeQuery(Page.sql("id, name, local_path, created_at", rows, limit, "desc"));
        return Page.of(
                query.setParameter(1, before).getResultList(),
                row -> new ProjectView(
                        ((Number) row[0]).longValue(),
                        (String) row[1],
                        (String) row[2],
                        ((Timestamp) row[3]).toInstant()));
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
