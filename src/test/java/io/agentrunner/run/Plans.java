package io.agentrunner.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.inside.Sql;
import io.agentrunner.platform.sql.StatementFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plans of the application's own statements, in a second copy of its schema with a large, skewed table. The statements
 * are executed and rolled back.
 */
final class Plans implements AutoCloseable {
    /**
     * True if the planner knows the values, as for a new statement; false as for a prepared statement that was used
     * often.
     */
    enum Mode {
        CUSTOM,
        GENERIC,
        AUTO
    }

    /**
     * A plan that was executed.
     *
     * @param steps the node types with their relation or index
     * @param pages the pages of 8 KiB that it touched, in memory or not
     */
    record Plan(List<String> steps, long pages) {
        List<String> scansOfAll() {
            return steps.stream()
                    .filter(step -> step.matches("Seq Scan (run|event_000000|checkpoint)"))
                    .toList();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern POSITION = Pattern.compile("\\?(\\d+)");

    private final Connection session = Sql.connect();

    Plans() throws SQLException {
        for (var statement : List.of(
                "drop schema if exists plans cascade",
                "create schema plans",
                "set search_path = plans",
                "set synchronous_commit = off",
                read("db/migration/V1__runs.sql"))) {
            execute(statement);
        }
    }

    void execute(String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first value of a query, as a literal. */
    String literal(String sql) throws SQLException {
        try (var statement = session.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return "'" + rows.getString(1) + "'";
        }
    }

    /** Returns a statement of the application by its name. */
    static String named(String name) {
        var named = StatementFile.find(name);
        return named.with(IntStream.rangeClosed(1, named.parameters().size())
                .mapToObj(position -> "?" + position)
                .toList());
    }

    /** Executes a statement with SQL literals for its parameters. */
    Plan of(Mode mode, String sql, String... literals) throws SQLException, IOException {
        execute("set plan_cache_mode = "
                + switch (mode) {
                    case CUSTOM -> "force_custom_plan";
                    case GENERIC -> "force_generic_plan";
                    case AUTO -> "auto";
                });
        execute("prepare asked as " + POSITION.matcher(sql).replaceAll("\\$$1"));
        session.setAutoCommit(false);
        var arguments = literals.length == 0 ? "" : "(" + String.join(", ", literals) + ")";
        for (var use = 0; mode == Mode.AUTO && use < 8; use++) {
            execute("execute asked" + arguments);
        }
        try (var statement = session.createStatement();
                var rows = statement.executeQuery(
                        "explain (analyze, buffers, timing off, format json) execute asked" + arguments)) {
            rows.next();
            var root = JSON.readTree(rows.getString(1)).get(0).get("Plan");
            var steps = new ArrayList<String>();
            collect(root, steps);
            return new Plan(
                    steps,
                    root.get("Shared Hit Blocks").asLong()
                            + root.get("Shared Read Blocks").asLong());
        } finally {
            session.rollback();
            session.setAutoCommit(true);
            execute("deallocate asked");
        }
    }

    private static void collect(JsonNode plan, List<String> steps) {
        // A step that was not executed read nothing.
        if (plan.get("Actual Loops").asDouble() > 0) {
            var index = plan.path("Index Name").asText();
            steps.add(plan.get("Node Type").asText() + " "
                    + plan.path("Relation Name").asText() + (index.isEmpty() ? "" : " by " + index));
        }
        plan.path("Plans").forEach(child -> collect(child, steps));
    }

    private static String read(String resource) {
        try (var in = Plans.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the bound values of a search as literals. */
    static String[] literals(List<Object> parameters) {
        return parameters.stream()
                .map(value -> value instanceof Number
                        ? value.toString()
                        : "'" + value.toString().replace("'", "''") + "'")
                .collect(Collectors.toList())
                .toArray(String[]::new);
    }

    @Override
    public void close() throws SQLException {
        try (session) {
            execute("drop schema plans cascade");
        }
    }
}
