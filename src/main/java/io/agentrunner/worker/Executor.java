package io.agentrunner.worker;

import io.agentrunner.agent.Agents;
import io.agentrunner.agent.AttemptOverException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.Workspaces;
import io.agentrunner.execution.ClaimedRun;
import io.agentrunner.execution.Claims;
import io.agentrunner.execution.Journal;
import io.agentrunner.execution.Outcome;
import io.agentrunner.platform.json.Json;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;

/** Executes claimed runs, each on a virtual thread of its own, and writes how they end. Thread-safe. */
@ApplicationScoped
class Executor {
    private static final System.Logger LOG = System.getLogger(Executor.class.getName());

    @Inject
    private Agents agents;

    @Inject
    private Workspaces workspaces;

    @Inject
    private Journal journal;

    @Inject
    private Claims claims;

    @Inject
    private Running running;

    @Resource
    private ContextService contexts;

    /** Starts an attempt; {@code afterwards} runs when its slot is free again. */
    void start(ClaimedRun run, Runnable afterwards) {
        var execution =
                new Execution(run, () -> workspaces.folder(run.projectId(), run.projectPath()), journal, claims);
        running.add(execution);
        Runnable work = () -> {
            try {
                execute(run, execution);
            } finally {
                running.remove(execution);
                afterwards.run();
            }
        };
        Thread.ofVirtual().name("run-" + run.id()).start(contexts.contextualRunnable(work));
    }

    private void execute(ClaimedRun run, Execution execution) {
        execution.begin();
        LOG.log(Level.INFO, "{0} started: {1}", execution, run.agent());
        try {
            var agent = agents.find(run.agent())
                    .orElseThrow(
                            () -> new IllegalStateException("This node has no agent named \"" + run.agent() + "\"."));
            var result = agent.work(execution);
            finish(execution, execution.iteration() + 1, new Outcome.Complete(Json.text(result)));
        } catch (AttemptOverException e) {
            LOG.log(Level.INFO, "{0} given up: {1}", execution, e.getMessage());
        } catch (Throwable e) {
            if (execution.over() != null) {
                LOG.log(Level.INFO, "{0} given up: {1}", execution, execution.over());
            } else {
                LOG.log(Level.WARNING, execution + " failed", e);
                finish(execution, execution.iteration(), new Outcome.Fail(error(run, e)));
            }
        }
    }

    private void finish(Execution execution, int iteration, Outcome outcome) {
        try {
            var written = execution.write(Iteration.silent(), iteration, outcome);
            LOG.log(
                    Level.INFO,
                    "{0} ended: {1}, {2}",
                    execution,
                    outcome.getClass().getSimpleName(),
                    written.getClass().getSimpleName());
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, execution + " could not be ended", e.getCause());
        }
    }

    private static String error(ClaimedRun run, Throwable e) {
        var error = Json.object();
        error.put("kind", e.getClass().getSimpleName());
        error.put("message", e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        error.put("attempt", run.attempt());
        error.put("node", run.node().toString());
        return Json.text(error);
    }
}
