package io.agentrunner.worker;

import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agents.Agents;
import io.agentrunner.agents.Workspaces;
import io.agentrunner.claim.Claims;
import io.agentrunner.journal.Failure;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.Written;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.json.Json;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.RunStatus;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** Executes claimed runs, each on its own thread, and writes their ends. Thread-safe. */
@ApplicationScoped
class RunExecutor {
    private static final System.Logger LOG = System.getLogger(RunExecutor.class.getName());

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

    @Inject
    private Membership membership;

    @Inject
    private AttemptLog log;

    @Inject
    private FailureLog failures;

    @Inject
    private WorkerMetrics metrics;

    @Resource
    private ContextService contexts;

    private Executor inContext;

    /** Created once, since the server searches every jar for context providers for each new context. */
    @PostConstruct
    void capture() {
        inContext = contexts.currentContextExecutor();
    }

    /**
     * Starts an attempt. {@code afterwards} runs when its slot is free again. The run's stored data are read on the
     * attempt's own thread, so that their faults occur there.
     *
     * @throws Error if the process gets no thread for it; then nothing has begun
     */
    void start(ClaimedRun run, Runnable afterwards) {
        var execution = new Attempt(
                run,
                () -> workspaces.folder(run.projectId(), run.projectPath()),
                journal,
                claims,
                metrics.of(run.agent()),
                agents.isCpuBound(run.agent()));
        running.add(execution);
        if (!membership.holds(run.node())) {
            // The lease ended during the claim. The node that recovers the run executes it.
            running.giveUp(execution, Watch.LEASE_ENDED);
        }
        try {
            thread(execution).name("run-" + run.id()).start(() -> execute(run, execution, afterwards));
        } catch (Throwable e) {
            running.gone(execution);
            throw e;
        }
    }

    /** A CPU-bound agent on a virtual thread would hold a carrier thread that others need. */
    private static Thread.Builder thread(Attempt execution) {
        return execution.isCpuBound() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    }

    private void execute(ClaimedRun run, Attempt execution, Runnable afterwards) {
        try {
            if (execution.begin(running.before(execution))) {
                inContext.execute(() -> work(run, execution));
            }
        } catch (Throwable e) {
            failed(execution, e);
        } finally {
            running.gone(execution);
            afterwards.run();
        }
    }

    private void work(ClaimedRun run, Attempt execution) {
        try {
            var context = execution.context();
            context.decode();
            log.usual(() -> execution + " started: " + run.agent());
            var agent = agents.find(run.agent())
                    .orElseThrow(
                            () -> new IllegalStateException("This node has no agent named \"" + run.agent() + "\"."));
            var result = StoredJson.of("result", agent.work(context));
            finish(execution, context.iteration() + 1, new Outcome.Complete(result.text()));
        } catch (Throwable e) {
            // An agent may throw this exception itself although its attempt is not over. That counts as a failure.
            if (execution.context().hasParked()) {
                log.usual(() -> execution + " left: " + execution.over());
            } else if (execution.over() != null) {
                LOG.log(Level.INFO, "{0} abandoned: {1}", execution, execution.over());
            } else {
                failed(execution, e);
            }
        }
    }

    private void failed(Attempt execution, Throwable e) {
        try {
            failures.failed(execution, e);
        } finally {
            // Reached also if the logging of the agent's exception fails, since its class belongs to the agent.
            var error = Failure.of(e, execution.attempt(), execution.node());
            finish(
                    execution,
                    execution.context().iteration(),
                    new Outcome.Fail(Json.text(error), e instanceof FinalFailureException));
        }
    }

    /** Ends attempts whose time is over. The time-out is written first, and then the agent is interrupted. */
    void timeOut(Attempt execution, Runnable afterwards) {
        var unused = journal.write(execution.timeOut()).whenComplete((written, failure) -> {
            if (failure != null) {
                LOG.log(Level.ERROR, execution + " could not be timed out", failure);
            } else if (written instanceof Written.Parked) {
                execution.timedOut(written);
                LOG.log(Level.INFO, "{0} timed out", execution);
                running.giveUp(execution, "the attempt timed out");
                afterwards.run();
            }
        });
    }

    /** Writes the end of an attempt. If the end cannot be stored, the run fails, so that no run is left RUNNING. */
    private void finish(Attempt execution, int iteration, Outcome outcome) {
        try {
            var written = execution.context().end(iteration, outcome);
            log.usual(() -> execution + " ended: " + how(written));
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, execution + " has an end that cannot be stored", e.getCause());
            if (!(outcome instanceof Outcome.Fail)) {
                var failure = new IllegalStateException("The end of the attempt cannot be stored; the log says why.");
                var error = Failure.of(failure, execution.attempt(), execution.node());
                finish(execution, execution.context().iteration(), new Outcome.Fail(Json.text(error), false));
            }
        }
    }

    private static String how(Written written) {
        return written instanceof Written.Parked(RunStatus status) ? status.name() : "too late, the run had changed";
    }
}
