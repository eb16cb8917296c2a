package io.agentrunner.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.launcher.EmbeddedDatabase;
import io.agentrunner.launcher.LauncherProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check as an operator or a script starts it, with its output and exit code. */
class VerifyCommandIT {
    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/runs";

    @TempDir
    Path folder;

    @Test
    void it_ends_with_1_and_prints_the_first_offenders_wherever_the_database_is() throws Exception {
        try (var database = EmbeddedDatabase.start(folder)) {
            migrate(database);
            assertPasses(external(database));
            assertPasses(dataFolder());

            execute(database, "insert into run_count_change select 1, 'PAUSED', 1 from generate_series(1, 3)");
            assertFinds(external(database), "project 1, PAUSED: counted 3, there are 0");
            assertFinds(dataFolder(), "project 1, PAUSED: counted 3, there are 0");
        }
        assertFinds(dataFolder(), "project 1, PAUSED: counted 3, there are 0");
        assertThat(folder.resolve("postgres/postmaster.pid"))
                .as("the server that was started for the check")
                .doesNotExist();
    }

    @Test
    void it_ends_with_2_and_one_line_when_the_database_cannot_be_checked() throws Exception {
        assertRefuses(dataFolder(), "There is no database in " + folder, "make start-agent");
        assertRefuses(Map.of("DATABASE_URL", NOWHERE), "The database does not answer: PostgreSQL at 127.0.0.1:1/runs");
        assertRefuses(Map.of("DATABASE_URL", "postgres://here/runs"), "is not a JDBC URL of PostgreSQL");
        try (var database = EmbeddedDatabase.start(folder)) {
            assertRefuses(external(database), "holds no tables of this version", "relation \"run\" does not exist");

            migrate(database);
            execute(database, "create role guest login password 'guest'");
            var guest = external(database);
            guest.putAll(Map.of("DATABASE_USER", "guest", "DATABASE_PASSWORD", "guest"));
            assertRefuses(guest, "cannot be checked", "permission denied");
            guest.put("DATABASE_PASSWORD", "wrong");
            assertRefuses(guest, "does not answer", "password authentication failed");

            var password = folder.resolve("postgres.password");
            Files.move(password, folder.resolve("elsewhere"));
            assertRefuses(dataFolder(), "cannot be checked", "postgres.password");
            Files.move(folder.resolve("elsewhere"), password);
        }
    }

    private Map<String, String> dataFolder() {
        return Map.of("DATA_DIR", folder.toString());
    }

    private static Map<String, String> external(EmbeddedDatabase database) {
        return new HashMap<>(Map.of(
                "DATABASE_URL",
                database.url(),
                "DATABASE_USER",
                database.user(),
                "DATABASE_PASSWORD",
                database.password()));
    }

    private static void assertPasses(Map<String, String> environment) throws Exception {
        var verify = verify(environment);

        assertThat(verify.awaitExit()).as("%s", verify.lines()).isZero();
        assertThat(verify.lines()).anyMatch(line -> line.startsWith("PASSED"));
    }

    private static void assertFinds(Map<String, String> environment, String offender) throws Exception {
        var verify = verify(environment);

        assertThat(verify.awaitExit()).as("%s", verify.lines()).isEqualTo(1);
        assertThat(verify.lines())
                .anyMatch(line -> line.equals(
                        "  FAILED  The counters equal the rows, for each project and for all (project 0): 2"))
                .anyMatch(line -> line.strip().equals(offender));
        assertThat(verify.lines().getLast()).startsWith("FAILED");
    }

    private static void assertRefuses(Map<String, String> environment, String... reasons) throws Exception {
        var verify = verify(environment);

        assertThat(verify.awaitExit()).as("%s", verify.lines()).isEqualTo(2);
        assertThat(verify.lines())
                .singleElement()
                .asString()
                .startsWith("Agent Runner: ")
                .contains(reasons);
    }

    private static LauncherProcess verify(Map<String, String> environment) {
        return LauncherProcess.start(environment, "sh", "src/main/scripts/verify.sh");
    }

    private static void migrate(EmbeddedDatabase database) {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .load()
                .migrate();
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (var session = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
