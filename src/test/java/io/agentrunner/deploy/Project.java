package io.agentrunner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.server.LogFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The facts with which the containers' files must agree, read from their sources. */
final class Project {
    /** The time of a stop beyond the grace, in seconds, from docs/operations.md. */
    static final BigDecimal AFTER_THE_GRACE = BigDecimal.valueOf(15);

    /** Variables of the server itself, for the listener's address and the pools, in {@code server-config}. */
    private static final Pattern OF_SERVER = Pattern.compile("\\{(?:ENV|MPCONFIG)\\\\?=([A-Za-z._]+)[}:]");

    private static final Pattern SETTING =
            Pattern.compile("Setting\\.\\w+\\(\\s*\"([a-z.]+)\",\\s*(?:\"([^\"]*)\")?", Pattern.DOTALL);

    private Project() {}

    static String version() throws IOException {
        return inPom("<artifactId>agent-runner</artifactId>\\s*<version>([^<]+)</version>");
    }

    static String javaRelease() throws IOException {
        return inPom("<maven.compiler.release>(\\d+)<");
    }

    static String postgresMajor() throws IOException {
        return inPom("<postgres-binaries.version>(\\d+)\\.");
    }

    /** Returns the first group of a pattern that must match. */
    static String inPom(String pattern) throws IOException {
        var match = Pattern.compile(pattern).matcher(Files.readString(Path.of("pom.xml")));
        assertThat(match.find()).as(pattern).isTrue();
        return match.group(1);
    }

    /** Returns every setting with its default. */
    static Map<String, String> settings() throws IOException {
        var settings = new TreeMap<String, String>();
        try (var sources = Files.list(Path.of("src/main/java/io/agentrunner/settings"))) {
            sources.filter(source -> source.toString().endsWith("Settings.java"))
                    .map(Project::text)
                    .flatMap(text -> SETTING.matcher(text).results())
                    .forEach(match -> settings.put(match.group(1), match.group(2) == null ? "" : match.group(2)));
        }
        assertThat(settings).containsKeys("worker.lease", "worker.shutdown.grace", "node.url", "http.hosts");
        return settings;
    }

    static BigDecimal defaultGrace() throws IOException {
        return new BigDecimal(settings().get("worker.shutdown.grace"));
    }

    /** Returns the variables that a node's environment may contain. */
    static Set<String> environment() throws IOException {
        var names = new TreeSet<String>();
        settings().keySet().forEach(key -> names.add(key.replace('.', '_').toUpperCase(Locale.ROOT)));
        for (var commands : Set.of("payara-micro.asadmin", "payara-micro-pre-boot.asadmin")) {
            OF_SERVER
                    .matcher(Files.readString(Path.of("server-config", commands)))
                    .results()
                    .forEach(match -> names.add(match.group(1).replace('.', '_').toUpperCase(Locale.ROOT)));
        }
        names.add(LogFormat.VARIABLE);
        assertThat(names).contains("HOST", "DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD");
        return names;
    }

    /** Returns the paths of MicroProfile Health for which this application has a check. */
    static String healthPath(String annotation) throws IOException {
        try (var sources = Files.list(Path.of("src/main/java/io/agentrunner/node"))) {
            assertThat(sources.filter(source -> source.toString().endsWith("Check.java"))
                            .map(Project::text)
                            .filter(text -> text.contains("\n@" + annotation + "\n")))
                    .as("checks annotated with " + annotation)
                    .hasSize(1);
        }
        return switch (annotation) {
            case "Startup" -> "/health/started";
            case "Liveness" -> "/health/live";
            case "Readiness" -> "/health/ready";
            default -> throw new IllegalArgumentException(annotation);
        };
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
