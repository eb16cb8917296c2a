package io.agentrunner.platform.schema;

import io.agentrunner.platform.problem.SqlState;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Migrates the database's tables before anything else starts. Nodes that start at the same time wait for each other on
 * Flyway's lock in the database. The first one migrates, and the others have nothing to do.
 */
@Singleton
@Startup
@Lock(LockType.READ)
@TransactionManagement(TransactionManagementType.BEAN)
public class Schema {
    private static final System.Logger LOG = System.getLogger(Schema.class.getName());

    @Resource(lookup = "jdbc/agentrunner")
    private DataSource database;

    @Resource(lookup = "jdbc/agentrunner-requests")
    private DataSource requests;

    @Inject
    private Event<Migrating> migrating;

    private volatile String version;

    /** Fired before the first use of the database. An observer that throws stops the start. */
    public record Migrating() {}

    @PostConstruct
    void migrate() {
        migrating.fire(new Migrating());
        var result = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        version = result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion;
        LOG.log(Level.INFO, "Schema at version {0}, {1} migrations applied now", version, result.migrationsExecuted);
    }

    /** The state of the database, as this server sees it. */
    public enum State {
        /** The database has this server's tables, or newer ones, and accepts writes. */
        USABLE,
        /** The database lacks these tables: it was replaced or restored. */
        REPLACED,
        /** The database answers but accepts no writes: it is a standby, or an administrator made it read-only. */
        READ_ONLY
    }

    /**
     * Returns the current state of the database.
     *
     * @throws IllegalStateException if the database does not answer
     */
    public State state() {
        try (var connection = requests.getConnection();
                var statement = connection.prepareStatement("""
                        select exists (select from flyway_schema_history where version = ? and success),
                               pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'""")) {
            statement.setString(1, version);
            try (var found = statement.executeQuery()) {
                found.next();
                if (!found.getBoolean(1)) {
                    return State.REPLACED;
                }
                return found.getBoolean(2) ? State.READ_ONLY : State.USABLE;
            }
        } catch (SQLException e) {
            if (SqlState.UNDEFINED_TABLE.equals(e.getSQLState())) {
                return State.REPLACED;
            }
            throw new IllegalStateException("The state of the database cannot be read", e);
        }
    }
}
