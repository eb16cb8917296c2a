package io.agentrunner.launcher;

import io.agentrunner.verify.VerifiedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the embedded database of a data folder while it runs. */
record DatabaseReader(Path folder) {
    /** Returns the first column of every row of a query. */
    List<String> texts(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (result.next()) {
                found.add(result.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    long number(String sql) {
        return Long.parseLong(texts(sql).getFirst());
    }

    /** Runs the checks of {@code make verify}. */
    void verify() {
        try {
            VerifiedDatabase.assertHolds(connect());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection connect() throws SQLException {
        try {
            var port = Files.readAllLines(folder.resolve("postgres/postmaster.pid"))
                    .get(3)
                    .strip();
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/agentrunner",
                    "agentrunner",
                    Files.readString(folder.resolve("postgres.password")).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
