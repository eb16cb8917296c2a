package io.agentrunner.project;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Arrays;
import java.util.Optional;

@Dependent
class ProjectRepository {
    @PersistenceContext
    private EntityManager em;

    @Inject
    private Sql sql;

    Optional<Project> find(long id) {
        return Optional.ofNullable(em.find(Project.class, id));
    }

    /** @param among the only projects; null: all */
    Page<ProjectView> page(Long[] among, long before, int limit) {
        var rows = "select *, 200 + octet_length(name) + coalesce(octet_length(local_path), 0) as size"
                + " from project where id < ?1 and (cast(?2 as bigint[]) is null or id = any(cast(?2 as bigint[]))) order by id desc limit "
                + (limit + 1);
        return Page.of(
                sql.rows(
                        Page.sql("id, name, local_path, created_at", rows, limit, "desc"),
                        Arrays.asList(before, among)),
                row -> new ProjectView(row.longValue(), row.text(), row.text(), row.time()));
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
