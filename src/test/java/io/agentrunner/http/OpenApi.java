package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.agentrunner.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The document of the REST interface as it is checked in. */
final class OpenApi {
    static final JsonNode DOCUMENT = read();

    private static final List<Operation> OPERATIONS = operations();

    private OpenApi() {}

    /** A method of a path that the document has. */
    record Operation(String method, String path, JsonNode json) {
        /** The answer to this operation of that status; references are followed. */
        JsonNode response(int status) {
            return resolve(json.path("responses").path(Integer.toString(status)));
        }

        /** Fails unless it has an answer of this status and media type. */
        void assertHas(int status, String mediaType) {
            var content = response(status).path("content");
            assertThat(content.path(mediaType).isMissingNode())
                    .as("%s answers %d as %s, which is not documented", this, status, mediaType)
                    .isFalse();
        }

        private boolean isAt(String address) {
            return address.matches(path.replaceAll("\\{[^}]+}", "[^/]+"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** The operation that a request is for, if it is for one; a path without a variable goes first. */
    static Optional<Operation> operationOf(String method, String address) {
        return OPERATIONS.stream()
                .filter(one -> one.method().equals(method) && one.isAt(address.replaceFirst("\\?.*", "")))
                .min(Comparator.comparing(one -> one.path().contains("{")));
    }

    private static JsonNode read() {
        try {
            return Json.parse(Files.readString(Path.of("src/main/resources/META-INF/openapi.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    static Operation operation(String method, String path) {
        return operations().stream()
                .filter(one -> one.toString().equals(method + " " + path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not in the document: " + method + " " + path));
    }

    static JsonNode schema(String name) {
        var schema = DOCUMENT.path("components").path("schemas").path(name);
        if (schema.isMissingNode()) {
            throw new AssertionError("Not in the document: schema " + name);
        }
        return schema;
    }

    static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** The components, with objects that have no member but those that are named: clients shall expect more, tests shall not. */
    private static final JsonNode CLOSED = closed();

    private static JsonNode closed() {
        var components = DOCUMENT.path("components").deepCopy();
        components.path("schemas").forEach(schema -> {
            if (schema.has("properties")) {
                ((ObjectNode) schema).put("additionalProperties", !schema.has("additionalProperties"));
            }
        });
        return components;
    }

    /** What of a value is not as the schema says. Formats count, and so do members that the schema does not name. */
    static List<String> violations(JsonNode schema, JsonNode value) {
        var whole = Json.object().put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", CLOSED);
        whole.putArray("allOf").add(schema);
        var config = SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(true)
                .locale(Locale.ROOT)
                .build();
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole, config).validate(value).stream()
                .map(message -> message.toString())
                .toList();
    }

    /** The examples of a body, of a request or a response, whichever way they are written. */
    static List<JsonNode> examples(JsonNode content) {
        var examples = new ArrayList<JsonNode>();
        if (content.has("example")) {
            examples.add(content.path("example"));
        }
        content.path("examples").forEach(example -> examples.add(example.path("value")));
        return examples;
    }
}
