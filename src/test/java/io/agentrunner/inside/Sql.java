package io.agentrunner.inside;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.postgresql.ds.PGSimpleDataSource;

/** Database sessions of the test, beside the server's pool. Works inside and outside of the server. */
public final class Sql {
    private static final Queue<Connection> IDLE = new ConcurrentLinkedQueue<>();

    private Sql() {}

    /** Opens a new session, which the caller closes. */
    public static Connection connect() {
        var source = new PGSimpleDataSource();
        source.setUrl(where("DATABASE_URL"));
        source.setUser(where("DATABASE_USER"));
        source.setPassword(where("DATABASE_PASSWORD"));
        source.setApplicationName("test");
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String where(String name) {
        var outside = System.getProperty(name);
        return outside == null ? System.getenv(name) : outside;
    }

    /** Executes one statement in its own transaction and returns the number of changed rows. */
    public static int run(String sql, Object... parameters) {
        return with(session -> run(session, sql, parameters), sql);
    }

    private interface Work<T> {
        T on(Connection session) throws SQLException;
    }

    /** Sessions are reused, since a new one takes ten times as long as most statements here. */
    private static <T> T with(Work<T> work, String sql) {
        var idle = IDLE.poll();
        var session = idle == null ? connect() : idle;
        try {
            return work.on(session);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        } finally {
            IDLE.add(session);
        }
    }

    /** Executes one statement in a session. */
    public static int run(Connection session, String sql, Object... parameters) throws SQLException {
        try (var statement = bind(session.prepareStatement(sql), parameters)) {
            statement.execute();
            return statement.getUpdateCount();
        }
    }

    /** Returns the first column of the first row as a number. */
    public static long number(String sql, Object... parameters) {
        return ((Number) rows(sql, parameters).getFirst().getFirst()).longValue();
    }

    /** Returns the first column of the first row as text. */
    public static String text(String sql, Object... parameters) {
        var value = rows(sql, parameters).getFirst().getFirst();
        return value == null ? null : value.toString();
    }

    /** Returns the first column of every row as text. */
    public static List<String> texts(String sql, Object... parameters) {
        return rows(sql, parameters).stream()
                .map(List::getFirst)
                .map(value -> value == null ? null : value.toString())
                .toList();
    }

    /** Returns every row. */
    public static List<List<Object>> rows(String sql, Object... parameters) {
        return with(session -> rows(session, sql, parameters), sql);
    }

    /** Returns every row of one statement in a session. */
    public static List<List<Object>> rows(Connection session, String sql, Object... parameters) throws SQLException {
        try (var statement = bind(session.prepareStatement(sql), parameters);
                var found = statement.executeQuery()) {
            var rows = new ArrayList<List<Object>>();
            while (found.next()) {
                var row = new ArrayList<>();
                for (var i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static PreparedStatement bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (var i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
