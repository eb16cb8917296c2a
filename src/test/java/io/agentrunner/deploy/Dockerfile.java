package io.agentrunner.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The instructions of the Dockerfile, continued lines joined, comments left out. */
public record Dockerfile(List<Instruction> instructions) {
    public record Instruction(String name, String text) {
        /** Returns the words after the options. */
        public List<String> words() {
            return Arrays.stream(text.split("\\s+"))
                    .filter(word -> !word.startsWith("--"))
                    .toList();
        }

        /** Returns a command in exec form. In shell form a shell would be process 1. */
        public List<String> command() throws JsonProcessingException {
            return Arrays.asList(new ObjectMapper().readValue(text.substring(text.indexOf('[')), String[].class));
        }

        boolean fromBuild() {
            return text.startsWith("--from=build");
        }
    }

    public static Dockerfile read() throws IOException {
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

    public Instruction only(String name) {
        var found = all(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " times " + name);
        }
        return found.getFirst();
    }

    /** Returns the instruction of that name in the last stage that has it. */
    Instruction only(String name, int stage) {
        return all(name).get(stage);
    }

    /** Returns the environment that the image sets for every container. */
    Map<String, String> environment() {
        return only("ENV").words().stream()
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** Returns the place of each copied file in the image, below the working directory, with its source. */
    Map<String, Path> copied() {
        var files = new TreeMap<String, Path>();
        for (var copy : all("COPY")) {
            var words = copy.words();
            var into = Path.of(words.getLast());
            for (var file : words.subList(0, words.size() - 1)) {
                var name = Path.of(file).getFileName();
                files.put(into.resolve(name).normalize().toString(), Path.of(file));
            }
        }
        return files;
    }
}
