package io.agentrunner.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The instructions of the Dockerfile, continued lines joined, comments left out. */
record Dockerfile(List<Instruction> instructions) {
    record Instruction(String name, String text) {
        /** The words after the options. */
        List<String> words() {
            return Arrays.stream(text.split("\\s+"))
                    .filter(word -> !word.startsWith("--"))
                    .toList();
        }

        /** A command in exec form; in shell form a shell would be process 1. */
        List<String> command() throws JsonProcessingException {
            return Arrays.asList(new ObjectMapper().readValue(text.substring(text.indexOf('[')), String[].class));
        }

        boolean fromBuild() {
            return text.startsWith("--from=build");
        }
    }

    static Dockerfile read() throws IOException {
        var joined = Files.readString(Path.of("Dockerfile"))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", " ");
        return new Dockerfile(joined.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\\s+", 2))
                .map(parts -> new Instruction(parts[0], parts[1]))
                .toList());
    }

    List<Instruction> all(String name) {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals(name))
                .toList();
    }

    Instruction only(String name) {
        var found = all(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " times " + name);
        }
        return found.getFirst();
    }

    /** What the last stage sets, {@code NAME=value NAME=value}. */
    Stream<String> environmentNames() {
        return only("ENV").words().stream().map(pair -> pair.substring(0, pair.indexOf('=')));
    }
}
