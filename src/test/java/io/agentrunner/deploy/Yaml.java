package io.agentrunner.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A YAML file as a tree, its anchors and merges resolved; a key that is there twice is refused. */
final class Yaml {
    private static final ObjectMapper TREES = new ObjectMapper();

    private Yaml() {}

    static JsonNode read(Path file) throws IOException {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        var parser = new org.yaml.snakeyaml.Yaml(new SafeConstructor(options));
        try (var in = Files.newBufferedReader(file)) {
            return TREES.valueToTree(parser.<Object>load(in));
        }
    }
}
