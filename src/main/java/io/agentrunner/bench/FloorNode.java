package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.UUID;

/** A node's row with a live lease for the RUNNING rows of a floor. Otherwise a running node would recover them. */
final class FloorNode implements AutoCloseable {
    private final Tables tables;
    private final UUID id = UUID.randomUUID();

    FloorNode(Tables tables) throws SQLException {
        this.tables = tables;
        tables.execute("""
                insert into node (id, name, version, lease_until, concurrency)
                values ('%s', 'floor', 'bench', clock_timestamp() + interval '15 minutes', 1000)""".formatted(id));
    }

    UUID id() {
        return id;
    }

    @Override
    public void close() throws SQLException {
        tables.execute("delete from node where id = '" + id + "'");
    }
}
