package io.agentrunner.platform.schema;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
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

    private static final String NO_SUCH_TABLE = "42P01";

    @Resource(lookup = "jdbc/agentrunner")
    private DataSource database;

    private volatile String version;

    @PostConstruct
    void migrate() {
        var result = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        version = result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion;
        LOG.log(Level.INFO, "Schema at version {0}, {1} migrations applied now", version, result.migrationsExecuted);
    }

    /**
     * Whether the database has the tables that this server migrated it to. A newer node may have migrated it further.
     *
     * @throws IllegalStateException when the database does not answer
     */
    public boolean isCurrent() {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("""
                        select exists (select from flyway_schema_history where version = ? and success)""")) {
            statement.setString(1, version);
            try (var found = statement.executeQuery()) {
                found.next();
                return found.getBoolean(1);
            }
        } catch (SQLException e) {
            if (NO_SUCH_TABLE.equals(e.getSQLState())) {
                return false;
            }
            throw new IllegalStateException("The version of the schema cannot be read", e);
        }
    }
}
