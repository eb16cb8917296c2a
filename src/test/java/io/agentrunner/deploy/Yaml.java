package io.agentrunner.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A YAML file as a tree, with resolved anchors and merges. A duplicate key is refused. */
public final class Yaml {
    private static final ObjectMapper TREES = new ObjectMapper();

    private Yaml() {}

    public static JsonNode read(Path file) throws IOException {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        var parser = new org.yaml.snakeyaml.Yaml(new SafeConstructor(options));
        try (var in = Files.newBufferedReader(file)) {
            return TREES.valueToTree(parser.<Object>load(in));
        }
    }

    /** The elements of a list of texts. */
    public static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** A member of each element of a list. */
    static List<String> texts(JsonNode list, String member) {
        return list.findValuesAsText(member);
    }

    /** The names of the members. */
    static List<String> names(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
