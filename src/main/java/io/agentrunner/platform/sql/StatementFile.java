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
 * A file of named statements. A statement begins with {@code -- name: NAME}; its parameters are listed by {@code -- takes: a, b}
 * and stand in the text as {@code :a}. Other lines that begin with {@code --} are comments for the reader.
 */
public final class StatementFile {
    /** Where they are on the class path; each is named after what it is about. */
    private static final List<String> FILES =
            List.of("settings", "event", "run", "submit", "node", "claim", "recovery", "journal");

    private static final Pattern PARAMETER = Pattern.compile("(?<![:\\w]):([a-z]\\w*)");
    private static final String NAME = "-- name: ";
    private static final String TAKES = "-- takes: ";

    /**
     * A statement as it is written.
     *
     * @param text SQL with {@code :name} for each parameter
     * @param parameters in the order in which they are listed
     */
    public record Named(String name, String text, List<String> parameters) {
        /** The SQL with {@code ?1}, {@code ?2} … for the parameters, as JPA takes it. */
        String positional() {
            return PARAMETER.matcher(text).replaceAll(found -> "?" + (parameters.indexOf(found.group(1)) + 1));
        }

        /** The SQL with {@code ?} for each parameter, as JDBC takes it. */
        public String jdbc() {
            return PARAMETER.matcher(text).replaceAll("?");
        }

        /** The parameter of each {@code ?} of {@link #jdbc}. */
        public List<String> places() {
            return PARAMETER
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        /** The SQL with a literal in place of each parameter, in the order in which they are listed. */
        public String with(List<String> literals) {
            return PARAMETER
                    .matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(literals.get(parameters.indexOf(found.group(1)))));
        }
    }

    private StatementFile() {}

    /** All statements there are. */
    public static List<Named> all() {
        return FILES.stream().flatMap(file -> parse(read(file)).stream()).toList();
    }

    /** One of them. */
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
     * The statements of a file.
     *
     * @throws IllegalStateException if one lists a parameter that it does not use, or uses one that it does not list
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
