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

/** The checked-in document of the REST interface. */
final class OpenApi {
    static final JsonNode DOCUMENT = read();

    private static final List<Operation> OPERATIONS = operations();

    private OpenApi() {}

    /** A method of a path that the document has. */
    record Operation(String method, String path, JsonNode json) {
        /** Returns the response of this operation with that status. References are followed. */
        JsonNode response(int status) {
            return resolve(json.path("responses").path(Integer.toString(status)));
        }

        /** Fails unless the operation has a response with this status and media type. */
        void assertHas(int status, String mediaType) {
            var content = response(status).path("content");
            if (mediaType.isEmpty()) {
                assertThat(response(status).has("description") && content.isMissingNode())
                        .as("%s answers %d without a body, which is not documented", this, status)
                        .isTrue();
                return;
            }
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

    /** Returns the operation of a request, if there is one. A path without a variable has priority. */
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

    /**
     * Returns the components, with objects closed to further members: clients must accept unknown members, but tests
     * must not.
     */
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

    /** Returns the violations of a schema by a value. Formats are checked, and unknown members are violations, too. */
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

    /** Returns the examples of a body of a request or a response, in each form in which they may be written. */
    static List<JsonNode> examples(JsonNode content) {
        var examples = new ArrayList<JsonNode>();
        if (content.has("example")) {
            examples.add(content.path("example"));
        }
        content.path("examples").forEach(example -> examples.add(example.path("value")));
        return examples;
    }
}
