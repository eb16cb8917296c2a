package io.agentrunner.node;

import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Dependent
class NodeRepository {
    @Inject
    private Sql sql;

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
        var row = sql.named("Node.join")
                .with("id", id.toString())
                .with("name", name)
                .with("url", url)
                .with("version", version)
                .with("lease", seconds(lease))
                .with("concurrency", concurrency)
                .with("before", before == null ? null : before.toString())
                .with("drains", drains)
                .with("guard", guard.most())
                .with("agents", agents)
                .row();
        return new Nodes.Joined(drainRequest(row), row.flag());
    }

    Optional<DrainRequest> renew(UUID id, Duration lease, int inFlight, int concurrency, boolean shuttingDown) {
        return sql.named("Node.renew")
                .with("id", id.toString())
                .with("lease", seconds(lease))
                .with("inFlight", inFlight)
                .with("concurrency", concurrency)
                .with("shuttingDown", shuttingDown)
                .with("guard", guard.most())
                .first(NodeRepository::drainRequest);
    }

    Optional<DrainRequest> requestDrain(UUID id, boolean wanted) {
        return sql.named("Node.requestDrain")
                .with("id", id.toString())
                .with("wanted", wanted)
                .with("guard", guard.most())
                .first(NodeRepository::drainRequest);
    }

    Optional<DrainRequest> drainRequest(UUID id) {
        return sql.named("Node.drainRequest").with("id", id.toString()).first(NodeRepository::drainRequest);
    }

    private static DrainRequest drainRequest(Row row) {
        return new DrainRequest(row.flag(), row.intValue());
    }

    List<NodeView> live() {
        return sql.named("Node.live")
                .list(row -> new NodeView(
                        row.text(),
                        row.text(),
                        row.text(),
                        row.time(),
                        row.time(),
                        row.intValue(),
                        row.intValue(),
                        row.flag(),
                        row.text()));
    }

    void leave(UUID id) {
        sql.named("Node.leave").with("id", id.toString()).update();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
