package io.agentrunner.launcher;

import java.util.Map;

/**
 * How the nodes reach their database.
 *
 * @param url a JDBC URL
 * @param description what a person reads about it, without a password
 */
public record Database(String url, String user, String password, String description) {
    /** The environment in which the server's connection pool finds this database. */
    public Map<String, String> environment() {
        return Map.of("DATABASE_URL", url, "DATABASE_USER", user, "DATABASE_PASSWORD", password);
    }

    @Override
    public String toString() {
        return description;
    }
}
