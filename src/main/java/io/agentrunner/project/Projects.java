package io.agentrunner.project;

import io.agentrunner.access.Caller;
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

    /** A page of the caller's projects with a smaller id, newest first. */
    public Page<ProjectView> page(Caller caller, long before, int limit) {
        return repository.page(caller.projectArray(), before, limit);
    }

    /** One project; 404 when there is none of that id for the caller. */
    public ProjectView find(long id, Caller caller) {
        return require(id, caller).view();
    }

    /** Creates a project; 409 when its name is taken. */
    public ProjectView create(CreateProject wanted) {
        try {
            return repository
                    .save(new Project(wanted.name(), wanted.localPath()))
                    .view();
        } catch (PersistenceException e) {
            throw lost(e, wanted.name());
        }
    }

    /** Changes a project; 404 when there is none of that id for the caller, 409 when the new name is taken. */
    public ProjectView change(long id, Caller caller, ChangeProject change) {
        var project = require(id, caller);
        project.change(change);
        try {
            repository.flush();
        } catch (PersistenceException e) {
            throw lost(e, change.name());
        }
        return project.view();
    }

    private Project require(long id, Caller caller) {
        return repository
                .find(id)
                .filter(project -> caller.sees(id))
                .orElseThrow(() -> ProblemException.notFound("There is no project " + id + "."));
    }

    /** The unique constraint decides, also between two requests at the same moment. */
    private static RuntimeException lost(PersistenceException e, String name) {
        var taken = DatabaseFault.in(e).filter(sql -> SqlState.UNIQUE_VIOLATION.equals(sql.getSQLState()));
        return taken.isPresent()
                ? ProblemException.conflict("There is a project named \"" + name + "\" already; choose another name.")
                : e;
    }
}
