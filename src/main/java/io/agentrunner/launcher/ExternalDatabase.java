package io.agentrunner.launcher;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A PostgreSQL server of the user. */
public final class ExternalDatabase {
    private static final int OLDEST = 14;
    private static final int NEWEST = 18;
    private static final String PATIENCE_SECONDS = "5";

    private ExternalDatabase() {}

    static Database at(String url, Map<String, String> environment) {
        var parsed = Driver.parseURL(url, new Properties());
        if (parsed == null) {
            throw new LaunchFailure(
                    "DATABASE_URL is not a JDBC URL of PostgreSQL, such as jdbc:postgresql://host:5432/database.");
        }
        var user = Options.value(environment, "DATABASE_USER").orElseGet(() -> PGProperty.USER.getOrDefault(parsed));
        var password = Options.value(environment, "DATABASE_PASSWORD")
                .orElseGet(() -> PGProperty.PASSWORD.getOrDefault(parsed));
        return new Database(
                url,
                user == null ? System.getProperty("user.name") : user,
                password == null ? "" : password,
                "PostgreSQL at " + PGProperty.PG_HOST.getOrDefault(parsed) + ":"
                        + PGProperty.PG_PORT.getOrDefault(parsed) + "/" + PGProperty.PG_DBNAME.getOrDefault(parsed));
    }

    /** Fails with one line if the server does not answer, refuses the login, or has an unsupported version. */
    public static void check(Database database) {
        var properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("connectTimeout", PATIENCE_SECONDS);
        properties.setProperty("socketTimeout", PATIENCE_SECONDS);
        properties.setProperty("loginTimeout", PATIENCE_SECONDS);
        int version;
        try (var connection = DriverManager.getConnection(database.url(), properties)) {
            version = connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new LaunchFailure(
                    "The database does not answer: " + database + ", user " + database.user() + ": " + firstLine(e), e);
        }
        if (version < OLDEST || version > NEWEST) {
            throw new LaunchFailure("The database is PostgreSQL " + version + ", and " + OLDEST + " to " + NEWEST
                    + " are supported: " + database + ".");
        }
    }

    /** Returns the server's message without hints and positions. */
    public static String firstLine(SQLException e) {
        return e.getMessage().lines().findFirst().orElse(e.getSQLState());
    }
}
