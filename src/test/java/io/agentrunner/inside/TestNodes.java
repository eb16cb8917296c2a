package io.agentrunner.inside;

import java.util.UUID;

/** Nodes that exist as rows only, for tests that do by hand what a worker does. */
public final class TestNodes {
    private TestNodes() {}

    /** Its lease lasts longer than any test. */
    public static UUID live() {
        return withLease("1 hour");
    }

    /** Its lease ended a moment ago. */
    public static UUID expired() {
        return withLease("-1 millisecond");
    }

    /** How many nodes have a live lease, the server's own among them. */
    public static int liveCount() {
        return (int) Sql.number("select count(*) from node where lost_at is null and lease_until > clock_timestamp()");
    }

    private static UUID withLease(String left) {
        var id = UUID.randomUUID();
        Sql.run(
                "insert into node (id, name, version, lease_until, concurrency) "
                        + "values (?, 'test', 'test', clock_timestamp() + cast(? as interval), 100)",
                id,
                left);
        return id;
    }
}
