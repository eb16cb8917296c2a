package io.agentrunner.platform.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of named statements. A statement begins with {@code -- name: NAME}. The line {@code -- takes: a, b} lists its
 * parameters, and {@code :a} marks their places. Other lines that begin with {@code --} are comments.
 */
public final class StatementFile {
    /** The files on the class path, each named after its subject. */
    private static final List<String> FILES = List.of(
            "settings",
            "event",
            "run",
            "submit",
            "node",
            "claim",
            "recovery",
            "journal",
            "stream",
            "operation",
            "access");

    private static final Pattern PARAMETER = Pattern.compile("(?<![:\\w]):([a-z]\\w*)");
    private static final String NAME = "-- name: ";
    private static final String TAKES = "-- takes: ";

    /**
     * A statement in the form of its file.
     *
     * @param text SQL with {@code :name} for each parameter
     * @param parameters in the order in which they are listed
     */
    public record Named(String name, String text, List<String> parameters) {
        /** Returns the SQL with {@code ?1}, {@code ?2} … for the parameters, in JPA's form. */
        String positional() {
            return PARAMETER.matcher(text).replaceAll(found -> "?" + (parameters.indexOf(found.group(1)) + 1));
        }

        /** Returns the SQL with {@code ?} for each parameter, in JDBC's form. */
        public String jdbc() {
            return PARAMETER.matcher(text).replaceAll("?");
        }

        /** Returns the parameter of each {@code ?} of {@link #jdbc}. */
        public List<String> places() {
            return PARAMETER
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        /** Returns the SQL with a literal in place of each parameter, in the order of their list. */
        public String with(List<String> literals) {
            return PARAMETER
                    .matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(literals.get(parameters.indexOf(found.group(1)))));
        }
    }

    private StatementFile() {}

    /** Returns all statements. */
    public static List<Named> all() {
        return FILES.stream().flatMap(file -> parse(read(file)).stream()).toList();
    }

    /** Returns the statement of a name. */
    public static Named find(String name) {
        return all().stream()
                .filter(named -> named.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No statement is named " + name + "."));
    }

    private static String read(String file) {
        var path = "sql/" + file + ".sql";
        try (var in = StatementFile.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the statements of a file.
     *
     * @throws IllegalStateException if a statement lists a parameter that it does not use, or uses one that it does not list
     */
    static List<Named> parse(String file) {
        var found = new ArrayList<Named>();
        var lines = new ArrayList<String>();
        for (var line : file.lines().toList().reversed()) {
            lines.addFirst(line);
            if (line.startsWith(NAME)) {
                found.addFirst(named(lines));
                lines.clear();
            }
        }
        return found;
    }

    private static Named named(List<String> lines) {
        var name = lines.getFirst().substring(NAME.length()).strip();
        var parameters = lines.stream()
                .filter(line -> line.startsWith(TAKES))
                .flatMap(line -> Arrays.stream(line.substring(TAKES.length()).split(",")))
                .map(String::strip)
                .toList();
        var text = String.join("\n", sql(lines).toList()).strip();
        var used = new HashSet<String>();
        PARAMETER.matcher(text).results().forEach(result -> used.add(result.group(1)));
        if (!used.equals(new HashSet<>(parameters))) {
            throw new IllegalStateException(
                    "The statement " + name + " lists the parameters " + parameters + " and uses " + used + ".");
        }
        return new Named(name, text, parameters);
    }

    private static Stream<String> sql(List<String> lines) {
        return lines.stream().filter(line -> !line.strip().startsWith("--"));
    }
}
