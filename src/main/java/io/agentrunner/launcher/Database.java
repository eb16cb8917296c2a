package io.agentrunner.launcher;

import java.util.Map;

/**
 * The address and the role with which nodes reach their database.
 *
 * @param url a JDBC URL
 * @param description a description for people, without a password
 */
public record Database(String url, String user, String password, String description) {
    /** Returns the environment variables with which the server's connection pool finds this database. */
    public Map<String, String> environment() {
        return Map.of("DATABASE_URL", url, "DATABASE_USER", user, "DATABASE_PASSWORD", password);
    }

    @Override
    public String toString() {
        return description;
    }
}
