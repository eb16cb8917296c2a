package io.agentrunner.run;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@Dependent
class RunRepository {
    /** A search is ended after this time. */
    private static final int SEARCH_MILLIS = 5000;

    static final int FOLDED_AT_ONCE = 20_000;
    private static final int MOST_COUNTED = 1000;

    @PersistenceContext
    private EntityManager em;

    Optional<Run> find(long id) {
        return Optional.ofNullable(em.find(Run.class, id));
    }

    Optional<Run> lock(long id) {
        return Optional.ofNullable(em.find(Run.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** About how many bytes a run has as text; 0 when there is none of that id. */
    long bytes(long id) {
        var found = em.createNamedQuery("Run.bytes").setParameter(1, id).getResultList();
        return found.isEmpty() ? 0 : number(found.getFirst());
    }

    @SuppressWarnings("unchecked")
    Page<RunView> search(RunSearch search) {
        // What is rare and what most runs have need other plans.
        em.createNamedQuery("Run.beginSearch")
                .setParameter(1, SEARCH_MILLIS)
                .setParameter(2, !search.parameters().isEmpty())
                .getSingleResult();
        var query = em.createNativeQuery(search.sql());
        for (var i = 0; i < search.parameters().size(); i++) {
            query.setParameter(i + 1, search.parameters().get(i));
        }
        try {
            return Page.of(query.getResultList(), RunRow::view);
        } catch (PersistenceException e) {
            throw DatabaseFault.in(e).filter(DatabaseFault::isTimeOut).isPresent() ? tookTooLong() : e;
        }
    }

    private static ProblemException tookTooLong() {
        return ProblemException.unavailable(
                "The search took longer than %d seconds and was ended. Narrow it, for example by project_id, status or created_after."
                        .formatted(SEARCH_MILLIS / 1000),
                SEARCH_MILLIS / 1000);
    }

    /** The database's clock. */
    Instant now() {
        return ((Timestamp) em.createNamedQuery("Run.now").getSingleResult()).toInstant();
    }

    @SuppressWarnings("unchecked")
    List<Long> existingProjects(List<Long> ids) {
        return ((List<Number>) em.createNamedQuery("Run.existingProjects")
                        .setParameter(1, ids.toArray(Long[]::new))
                        .getResultList())
                .stream().map(Number::longValue).toList();
    }

    /**
     * Inserts runs and their RUN_CREATED events; in the order given. Starts those that are due on the node that was offered, and
     * says which.
     *
     * @param whole whether to answer name, metadata and times, too
     */
    List<InsertedRun> insert(List<SubmitRun> runs, boolean whole, Optional<PromptStart.Offer> offer) {
        return RunColumns.inParts(runs).stream()
                .flatMap(part -> insert(part, whole, offer).stream())
                .toList();
    }

    @SuppressWarnings("unchecked")
    private List<InsertedRun> insert(RunColumns columns, boolean whole, Optional<PromptStart.Offer> offer) {
        var query = em.createNamedQuery("Run.submit");
        var position = 1;
        for (var column : columns.arrays()) {
            query.setParameter(position++, column);
        }
        query.setParameter(position++, whole);
        query.setParameter(
                position++, offer.map(where -> where.node().toString()).stream().toArray(String[]::new));
        query.setParameter(position++, offer.map(PromptStart.Offer::guardMillis).orElse(0));
        query.setParameter(position++, offer.map(PromptStart.Offer::told).orElse(""));
        query.setParameter(
                position, offer.map(PromptStart.Offer::agents).orElse(List.of()).toArray(String[]::new));
        return ((List<Object[]>) query.getResultList())
                .stream().map(RunRepository::inserted).toList();
    }

    private static InsertedRun inserted(Object[] row) {
        return new InsertedRun(
                number(row[0]),
                (String) row[1],
                (String) row[2],
                time(row[3]),
                time(row[4]),
                time(row[5]),
                (Boolean) row[6],
                (String) row[7],
                Optional.ofNullable((Number) row[8]).map(left -> Duration.ofMillis((long) (left.doubleValue() * 1000))),
                seconds(row[9]));
    }

    private static double seconds(Object column) {
        return column == null ? 0 : ((Number) column).doubleValue();
    }

    private static Instant time(Object column) {
        return column == null ? null : ((Timestamp) column).toInstant();
    }

    /** Enters a key; false when it is taken. One that another session is entering is waited for. */
    boolean enter(long project, SubmitKey key) {
        return em.createNamedQuery("Submission.enter")
                        .setParameter(1, project)
                        .setParameter(2, key.key())
                        .setParameter(3, key.requestHash())
                        .executeUpdate()
                == 1;
    }

    void complete(long project, SubmitKey key, List<Long> ids) {
        em.createNamedQuery("Submission.complete")
                .setParameter(1, project)
                .setParameter(2, key.key())
                .setParameter(3, ids.toArray(Long[]::new))
                .executeUpdate();
    }

    /**
     * What the request made that had the key first, held until the end of the transaction; 422 when that was another
     * request.
     */
    @SuppressWarnings("unchecked")
    List<Long> submittedWith(long project, SubmitKey key) {
        var rows = (List<Object[]>) em.createNamedQuery("Submission.find")
                .setParameter(1, project)
                .setParameter(2, key.key())
                .getResultList();
        if (!rows.isEmpty() && !rows.getFirst()[0].equals(key.requestHash())) {
            throw ProblemException.invalid(
                    "Idempotency-Key", "was used for another request; take a new key, or send that request again");
        }
        return rows.stream().map(row -> ((Number) row[1]).longValue()).toList();
    }

    Counts counts() {
        var row = (Object[]) em.createNamedQuery("Run.counts").getSingleResult();
        var later = number(row[1]);
        return new Counts(
                number(row[0]) - later,
                later,
                number(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]),
                number(row[6]),
                time(row[7]));
    }

    /** The oldest due run of each agent and priority. */
    @SuppressWarnings("unchecked")
    List<QueueState.Waiting> waiting() {
        var rows = (List<Object[]>)
                em.createNamedQuery("Run.waiting").setParameter(1, MOST_COUNTED).getResultList();
        return rows.stream()
                .map(row -> new QueueState.Waiting(
                        (String) row[0],
                        ((Number) row[1]).intValue(),
                        Math.max(0, ((Number) row[2]).doubleValue()),
                        number(row[3])))
                .toList();
    }

    /** Says how many changes it folded; some are left when that is {@value #FOLDED_AT_ONCE}. */
    long foldCounts() {
        return number(em.createNamedQuery("Run.foldCounts")
                .setParameter(1, FOLDED_AT_ONCE)
                .getSingleResult());
    }

    private static long number(Object column) {
        return ((Number) column).longValue();
    }
}
