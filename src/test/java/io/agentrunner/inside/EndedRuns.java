package io.agentrunner.inside;

import io.agentrunner.run.RunEnded;
import io.agentrunner.run.RunsEnded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the runs whose end was announced after the commit. */
@ApplicationScoped
public class EndedRuns {
    private final List<RunEnded> ended = new CopyOnWriteArrayList<>();

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunsEnded event) {
        ended.addAll(event.runs());
    }

    /** Returns the announced ends of a run. */
    public List<RunEnded> of(long run) {
        return ended.stream().filter(one -> one.runId() == run).toList();
    }
}
