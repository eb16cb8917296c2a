package io.agentrunner.run;

import io.agentrunner.platform.http.Page;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

/** The attempts of runs. Each call is one transaction. Thread-safe. */
@Stateless
public class Attempts {
    @Inject
    private Runs runs;

    @Inject
    private AttemptRepository repository;

    /** The newest attempts of a run with a number below {@code before}, newest first; 404 when there is no such run. */
    public Page<AttemptView> page(long run, int before, int limit) {
        runs.requireThere(run);
        return repository.page(run, before, limit);
    }
}
