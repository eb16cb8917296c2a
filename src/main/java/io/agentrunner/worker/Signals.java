package io.agentrunner.worker;

import io.agentrunner.run.RunSignal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** Passes what operators did on to the executing attempt, after their transaction committed. */
@ApplicationScoped
class Signals {
    @Inject
    private ClaimLoop loop;

    @Inject
    private Running running;

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunSignal signal) {
        switch (signal) {
            case RunSignal.Queued queued -> loop.wake();
            case RunSignal.Stopped(long run) ->
                running.find(run).ifPresent(execution -> running.giveUp(execution, "the run was stopped"));
            case RunSignal.Directed(long run) -> running.find(run).ifPresent(Execution::directed);
        }
    }
}
