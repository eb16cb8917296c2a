package io.agentrunner.project;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.problem.SqlState;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;

/** The projects. Thread-safe; each call is one transaction. */
@Stateless
public class Projects {
    @Inject
    private ProjectRepository repository;

    /** Returns a page of the projects with a smaller id, newest first. */
    public Page<ProjectView> page(long before, int limit) {
        return repository.page(before, limit);
    }

    /** Returns a project. Throws 404 if it does not exist. */
    public ProjectView find(long id) {
        return require(id).view();
    }

    /** Creates a project. Throws 409 if its name is taken. */
    public ProjectView create(CreateProject wanted) {
        try {
            return repository
                    .save(new Project(wanted.name(), wanted.localPath()))
                    .view();
        } catch (PersistenceException e) {
            throw lost(e, wanted.name());
        }
    }

    /** Changes a project. Throws 404 if it does not exist, and 409 if the new name is taken. */
    public ProjectView change(long id, ChangeProject change) {
        var project = require(id);
        project.change(change);
        try {
            repository.flush();
        } catch (PersistenceException e) {
            throw lost(e, change.name());
        }
        return project.view();
    }

    private Project require(long id) {
        return repository.find(id).orElseThrow(() -> ProblemException.notFound("There is no project " + id + "."));
    }

    /** The unique constraint decides, also between two requests at the same moment. */
    private static RuntimeException lost(PersistenceException e, String name) {
        var taken = DatabaseFault.in(e).filter(sql -> SqlState.UNIQUE_VIOLATION.equals(sql.getSQLState()));
        return taken.isPresent()
                ? ProblemException.conflict("There already is a project named \"" + name + "\"; choose another name.")
                : e;
    }
}
