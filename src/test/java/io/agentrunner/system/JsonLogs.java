package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/** All output of nodes on standard output, which must be JSON. */
record JsonLogs(List<Path> files) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A line that Payara Micro prints without a logger when it stops, as server-config/README.md mentions. */
    private static final Pattern NO_ENTRY = Pattern.compile("JdbcRuntimeExtension, .*");

    private static final Pattern ABOUT_A_RUN = Pattern.compile("\\bRun \\d+");

    /** The logs of live nodes and of former ones. */
    static JsonLogs of(Cluster cluster) throws IOException {
        try (var files = Files.list(cluster.nodes().getFirst().logFile().getParent())) {
            return new JsonLogs(
                    files.filter(file -> file.getFileName().toString().startsWith("node-"))
                            .toList());
        }
    }

    private List<JsonNode> entries() throws IOException {
        var entries = new ArrayList<JsonNode>();
        for (var file : files) {
            entries.addAll(entries(file));
        }
        return entries;
    }

    private static List<JsonNode> entries(Path file) throws IOException {
        var entries = new ArrayList<JsonNode>();
        var others = new ArrayList<String>();
        for (var line : Files.readAllLines(file)) {
            try {
                entries.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                others.add(line);
            }
        }
        assertThat(others)
                .as("lines that are no object")
                .allMatch(line -> NO_ENTRY.matcher(line).matches());
        return entries;
    }

    void assertEveryLineHolds() throws IOException {
        assertThat(files).hasSize(3);
        assertThat(entries()).hasSizeGreaterThan(100).allSatisfy(entry -> {
            for (var member : List.of("time", "level", "logger", "message")) {
                assertThat(entry.path(member).isTextual()).as(member).isTrue();
            }
            if (ABOUT_A_RUN.matcher(entry.get("message").asText()).find()) {
                assertThat(entry.path("run").isIntegralNumber()).isTrue();
                assertThat(entry.path("attempt").isIntegralNumber()).isTrue();
                assertThat(entry.path("node").asText()).hasSize(36);
            }
        });
    }

    /** Fails unless each of these texts is in a line about a run. */
    void assertToldOf(String... texts) throws IOException {
        var messages = entries().stream()
                .filter(entry -> entry.has("run"))
                .map(entry -> entry.get("message").asText())
                .toList();
        for (var text : texts) {
            assertThat(messages).as(text).anyMatch(message -> message.contains(text));
        }
    }

    void assertTheStackOfAFailureIsToldOnceByEachNode(String text, String frame, int times) throws IOException {
        var failures = 0;
        var stacks = new HashMap<Path, Integer>();
        for (var file : files) {
            for (var entry : entries(file)) {
                if (entry.get("message").asText().contains(text)) {
                    failures++;
                    if (entry.path("stack").asText().contains(frame)) {
                        stacks.merge(file, 1, Integer::sum);
                    }
                }
            }
        }
        assertThat(failures).as(text).isEqualTo(times);
        assertThat(stacks.values()).as("stacks").isNotEmpty().containsOnly(1);
    }
}
