package io.agentrunner.claim;

import io.agentrunner.node.StallGuard;
import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

@Dependent
class ClaimRepository {
    @PersistenceContext
    private EntityManager em;

    @Inject
    private StallGuard guard;

    @Inject
    private Settings settings;

    @SuppressWarnings("unchecked")
    Claimed claim(ClaimRequest wanted) {
        var rows = (List<Object[]>) em.createNamedQuery("Run.claim")
                .setParameter(1, wanted.limit())
                .setParameter(2, wanted.node().toString())
                .setParameter(3, wanted.payload())
                .setParameter(4, guard.most())
                .setParameter(5, wanted.agents().toArray(String[]::new))
                .setParameter(6, settings.maxRecoveries())
                .setParameter(7, wanted.bytes())
                .setParameter(8, settings.agingSeconds())
                .setParameter(9, wanted.candidates())
                .setParameter(10, wanted.place())
                .getResultList();
        // One row even when nothing was claimed: the last columns are about the queue.
        var any = rows.getFirst();
        return new Claimed(
                rows.stream()
                        .filter(row -> row[0] != null)
                        .map(row -> claimed(wanted.node(), row))
                        .toList(),
                (Boolean) any[15],
                (Boolean) any[16],
                Optional.ofNullable((Number) any[17]).map(ClaimRepository::fromNow),
                (String) any[18]);
    }

    private static Duration fromNow(Number seconds) {
        return Duration.ofMillis((long) Math.ceil(Math.max(0, seconds.doubleValue()) * 1000));
    }

    @SuppressWarnings("unchecked")
    List<AttemptId> release(UUID node, String payload, int limit) {
        var rows = (List<Object[]>) em.createNamedQuery("Run.release")
                .setParameter(1, node.toString())
                .setParameter(2, payload)
                .setParameter(3, limit)
                .getResultList();
        return rows.stream().map(ClaimRepository::attempt).toList();
    }

    @SuppressWarnings("unchecked")
    List<GivenBack> giveBack(
            UUID node, List<AttemptId> attempts, String payload, GivenBack.Reason reason, int allowed, Duration wait) {
        var rows = (List<Object[]>) em.createNamedQuery("Run.giveBack")
                .setParameter(1, node.toString())
                .setParameter(2, payload)
                .setParameter(3, attempts.stream().map(AttemptId::runId).toArray(Long[]::new))
                .setParameter(4, attempts.stream().map(AttemptId::attempt).toArray(Integer[]::new))
                .setParameter(5, reason.counts())
                .setParameter(6, allowed)
                .setParameter(7, wait.toMillis() / 1000.0)
                .setParameter(8, reason.text())
                .getResultList();
        return rows.stream()
                .map(row -> new GivenBack(attempt(row), (String) row[2], (Boolean) row[3], seconds((Number) row[4])))
                .toList();
    }

    private static OptionalDouble seconds(Number known) {
        return known == null ? OptionalDouble.empty() : OptionalDouble.of(known.doubleValue());
    }

    private static AttemptId attempt(Object[] row) {
        return new AttemptId(((Number) row[0]).longValue(), ((Number) row[1]).intValue());
    }

    @SuppressWarnings("unchecked")
    List<HeldRun> held(UUID node) {
        var rows = (List<Object[]>) em.createNamedQuery("Run.heldByNode")
                .setParameter(1, node.toString())
                .getResultList();
        return rows.stream()
                .map(row -> new HeldRun(attempt(row), ((Number) row[2]).intValue()))
                .toList();
    }

    private static ClaimedRun claimed(UUID node, Object[] row) {
        return new ClaimedRun(
                ((Number) row[0]).longValue(),
                ((Number) row[1]).intValue(),
                node,
                ((Number) row[2]).longValue(),
                (String) row[3],
                (String) row[4],
                (String) row[5],
                (String) row[6],
                ((Number) row[7]).intValue(),
                (String) row[8],
                ((Number) row[9]).intValue(),
                ((Number) row[10]).intValue(),
                Duration.ofSeconds(((Number) row[11]).intValue()),
                Optional.ofNullable((Number) row[14])
                        .map(left -> Duration.ofMillis((long) (left.doubleValue() * 1000))),
                ((Number) row[12]).doubleValue(),
                ((Number) row[13]).doubleValue());
    }
}
