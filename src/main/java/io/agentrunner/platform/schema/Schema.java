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
 * Brings the database's tables up to date before anything else starts. Nodes that start at once wait for each other on
 * Flyway's lock in the database; the first migrates, the others find nothing to do.
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

    /** Comes before the database is touched; an observer that throws stops the start. */
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

    /** The state of the database for this server. */
    public enum State {
        /** It has the tables that this server migrated it to, or newer ones, and accepts writes. */
        USABLE,
        /** It does not have those tables: it was replaced or restored. */
        REPLACED,
        /** It answers and accepts no writes: a standby, or made read-only by an administrator. */
        READ_ONLY
    }

    /**
     * Returns the current state of the database for this server.
     *
     * @throws IllegalStateException when the database does not answer
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
