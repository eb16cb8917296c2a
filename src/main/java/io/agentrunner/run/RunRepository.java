package io.agentrunner.run;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

@Dependent
class RunRepository {
    /** The time-out of a search. */
    private static final int SEARCH_MILLIS = 5000;

    static final int FOLDED_AT_ONCE = 20_000;
    private static final int MOST_COUNTED = 1000;

    @PersistenceContext
    private EntityManager em;

    @Inject
    private Sql sql;

    Optional<RunView> find(long id) {
        // A changed entity is written before the query.
        em.flush();
        var rows = sql.rows("select " + RunView.columns(RunDetail.FULL) + " from run where id = ?1", List.of(id));
        return rows.stream().findFirst().map(RunView::of);
    }

    Optional<Run> lock(long id) {
        return Optional.ofNullable(em.find(Run.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** The project of a run; empty when there is no such run. */
    Optional<Long> project(long id) {
        return sql.named("Run.project").with("run", id).first(Row::longValue);
    }

    /** Returns the approximate size of a run as text, in bytes, or 0 if it does not exist. */
    long bytes(long id) {
        return sql.named("Run.bytes").with("run", id).first(Row::longValue).orElse(0L);
    }

    Page<RunView> search(RunSearch search) {
        // Rare and frequent values need different plans.
        sql.named("Run.beginSearch")
                .with("millis", SEARCH_MILLIS)
                .with("byValues", !search.parameters().isEmpty())
                .row();
        try {
            return Page.of(sql.rows(search.sql(), search.parameters()), RunView::of);
        } catch (PersistenceException e) {
            throw DatabaseFault.in(e).filter(DatabaseFault::isTimeOut).isPresent() ? tookTooLong() : e;
        }
    }

    /** The runs with these ids, by ascending id, as many as fit into a page. */
    Page<RunItem> items(List<Long> ids) {
        return Page.of(
                sql.rows(RunSearch.named(ids.size()), List.of((Object) ids.toArray(Long[]::new))),
                row -> new RunItem(RunView.of(row)));
    }

    /** The ids of the next runs that match, by descending id; as many as fit into a page. */
    List<Long> matching(RunFilter filter, int most) {
        var search = RunSearch.ids(filter, most);
        return sql.rows(search.sql(), search.parameters()).stream()
                .map(Row::longValue)
                .toList();
    }

    /** Drops the changes of a run in this transaction. */
    void forget(Run run) {
        em.detach(run);
    }

    private static ProblemException tookTooLong() {
        return ProblemException.unavailable(
                "The search took longer than %d seconds and was cancelled. Narrow it, for example by project_id, status or created_after."
                        .formatted(SEARCH_MILLIS / 1000),
                SEARCH_MILLIS / 1000);
    }

    /** Returns the time of the database's clock. */
    Instant now() {
        return sql.named("Run.now").row().time();
    }

    /**
     * Counts runs by status.
     *
     * @param projects the projects whose runs count; null for all
     */
    Counts counts(Set<Long> projects) {
        var row = sql.named("Run.counts").with("projects", array(projects)).row();
        var queued = row.longValue();
        var later = row.longValue();
        return new Counts(
                queued - later,
                later,
                row.longValue(),
                row.longValue(),
                row.longValue(),
                row.longValue(),
                row.longValue(),
                row.time());
    }

    /** Returns the oldest due run of each agent and priority. */
    List<QueueState.Waiting> waiting() {
        return sql.named("Run.waiting")
                .with("most", MOST_COUNTED)
                .list(row -> new QueueState.Waiting(
                        row.text(), row.intValue(), Math.max(0, row.doubleValue()), row.longValue()));
    }

    /** The due runs of these projects that wait. */
    Stats.Waiting waitingIn(Set<Long> projects) {
        var row = sql.named("Run.waitingIn")
                .with("projects", array(projects))
                .with("most", MOST_COUNTED)
                .row();
        return new Stats.Waiting(Math.max(0, row.doubleValue()), row.longValue());
    }

    private static Long[] array(Set<Long> projects) {
        return projects == null ? null : projects.toArray(Long[]::new);
    }

    /** Returns how many changes it folded. If there are {@value #FOLDED_AT_ONCE}, more may be left. */
    long foldCounts() {
        return sql.named("Run.foldCounts").with("limit", FOLDED_AT_ONCE).row().longValue();
    }
}
