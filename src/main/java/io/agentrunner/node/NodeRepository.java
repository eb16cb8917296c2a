package io.agentrunner.node;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Dependent
class NodeRepository {
    @PersistenceContext
    private EntityManager em;

    @Inject
    private StallGuard guard;

    Nodes.Joined join(
            UUID id,
            String name,
            String url,
            String version,
            Duration lease,
            int concurrency,
            UUID before,
            boolean drains,
            String agents) {
        var row = (Object[]) em.createNamedQuery("Node.join")
                .setParameter(1, id.toString())
                .setParameter(2, name)
                .setParameter(3, url)
                .setParameter(4, version)
                .setParameter(5, seconds(lease))
                .setParameter(6, concurrency)
                .setParameter(7, before == null ? null : before.toString())
                .setParameter(8, drains)
                .setParameter(9, guard.most())
                .setParameter(10, agents)
                .getSingleResult();
        return new Nodes.Joined(drainRequest(row), (Boolean) row[2]);
    }

    Optional<DrainRequest> renew(UUID id, Duration lease, int inFlight, int concurrency, boolean draining) {
        return drainRequest(em.createNamedQuery("Node.renew")
                .setParameter(1, id.toString())
                .setParameter(2, seconds(lease))
                .setParameter(3, inFlight)
                .setParameter(4, concurrency)
                .setParameter(5, draining)
                .setParameter(6, guard.most()));
    }

    Optional<DrainRequest> requestDrain(UUID id, boolean wanted) {
        return drainRequest(em.createNamedQuery("Node.requestDrain")
                .setParameter(1, id.toString())
                .setParameter(2, wanted)
                .setParameter(3, guard.most()));
    }

    Optional<DrainRequest> drainRequest(UUID id) {
        return drainRequest(em.createNamedQuery("Node.drainRequest").setParameter(1, id.toString()));
    }

    @SuppressWarnings("unchecked")
    private static Optional<DrainRequest> drainRequest(Query query) {
        return ((List<Object[]>) query.getResultList())
                .stream().map(NodeRepository::drainRequest).findFirst();
    }

    private static DrainRequest drainRequest(Object[] row) {
        return new DrainRequest((Boolean) row[0], ((Number) row[1]).intValue());
    }

    @SuppressWarnings("unchecked")
    List<NodeView> live() {
        var rows = (List<Object[]>) em.createNamedQuery("Node.live").getResultList();
        return rows.stream()
                .map(row -> new NodeView(
                        (String) row[0],
                        (String) row[1],
                        (String) row[2],
                        ((Timestamp) row[3]).toInstant(),
                        ((Timestamp) row[4]).toInstant(),
                        ((Number) row[5]).intValue(),
                        ((Number) row[6]).intValue(),
                        (Boolean) row[7],
                        (String) row[8]))
                .toList();
    }

    void leave(UUID id) {
        em.createNamedQuery("Node.leave").setParameter(1, id.toString()).executeUpdate();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
