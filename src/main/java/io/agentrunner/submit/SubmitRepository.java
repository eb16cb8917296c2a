package io.agentrunner.submit;

import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

@Dependent
class SubmitRepository {
    private enum Returned {
        IDS,
        RUNS
    }

    @Inject
    private Sql sql;

    List<Long> existingProjects(List<Long> ids) {
        return sql.named("Run.existingProjects")
                .with("projects", ids.toArray(Long[]::new))
                .list(Row::longValue);
    }

    /**
     * Inserts runs and their RUN_CREATED events in the given order. Starts the due ones on the offered node. Returns
     * all runs, without names, metadata and times.
     */
    List<InsertedRun> insert(List<SubmitRun> runs, Optional<Door.Offer> offer) {
        return insert(runs, Returned.IDS, offer);
    }

    /** Inserts runs like {@link #insert}, and returns their names, metadata and times, too. */
    List<InsertedRun> insertAndRead(List<SubmitRun> runs, Optional<Door.Offer> offer) {
        return insert(runs, Returned.RUNS, offer);
    }

    private List<InsertedRun> insert(List<SubmitRun> runs, Returned returned, Optional<Door.Offer> offer) {
        return RunColumns.inParts(runs).stream()
                .flatMap(part -> insert(part, returned, offer).stream())
                .toList();
    }

    private List<InsertedRun> insert(RunColumns columns, Returned returned, Optional<Door.Offer> offer) {
        var statement = sql.named("Run.submit");
        columns.arrays().forEach(statement::with);
        return statement
                .with("whole", returned == Returned.RUNS)
                .with(
                        "nodes",
                        offer.map(where -> where.node().toString()).stream().toArray(String[]::new))
                .with("guard", offer.map(Door.Offer::guardMillis).orElse(0))
                .with("payload", offer.map(Door.Offer::told).orElse(""))
                .with(
                        "startable",
                        offer.map(Door.Offer::agents).orElse(List.of()).toArray(String[]::new))
                .list(SubmitRepository::inserted);
    }

    private static InsertedRun inserted(Row row) {
        return new InsertedRun(
                row.longValue(),
                row.text(),
                row.text(),
                row.time(),
                row.time(),
                row.time(),
                row.flag(),
                row.text(),
                row.seconds(),
                row.optionalDouble().orElse(0));
    }

    /** Inserts a key. Returns false if it is taken. Waits for another session that inserts the same key. */
    boolean enter(long project, SubmitKey key) {
        return sql.named("Submission.enter")
                        .with("project", project)
                        .with("key", key.key())
                        .with("hash", key.requestHash())
                        .update()
                == 1;
    }

    void complete(long project, SubmitKey key, List<Long> ids) {
        sql.named("Submission.complete")
                .with("project", project)
                .with("key", key.key())
                .with("runs", ids.toArray(Long[]::new))
                .update();
    }

    /**
     * Returns the runs of the first request with the key, and holds them until the end of the transaction. Throws 422
     * if the first request was a different one.
     */
    List<Long> submittedWith(long project, SubmitKey key) {
        record Found(String requestHash, long run) {}
        var found = sql.named("Submission.find")
                .with("project", project)
                .with("key", key.key())
                .list(row -> new Found(row.text(), row.longValue()));
        if (!found.isEmpty() && !found.getFirst().requestHash().equals(key.requestHash())) {
            throw ProblemException.invalid(
                    "Idempotency-Key", "was used for another request; use a new key, or send that request again");
        }
        return found.stream().map(Found::run).toList();
    }
}
