package io.agentrunner.platform.schema;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.lang.System.Logger.Level;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the database's tables up to date before anything else starts. Nodes that start at once wait for each other on
 * Flyway's lock in the database; the first migrates, the others find nothing to do.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class Schema {
    private static final System.Logger LOG = System.getLogger(Schema.class.getName());

    @Resource(lookup = "jdbc/agentrunner")
    private DataSource database;

    @PostConstruct
    void migrate() {
        var result = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        LOG.log(
                Level.INFO,
                "Schema at version {0}, {1} migrations applied now",
                result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion,
                result.migrationsExecuted);
    }
}
