package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.http.OpenApi.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The document has the form from which client generators make good code that compiles. */
class OpenApiFormTest {
    private static final String SCHEMAS = "/components/schemas/";
    private static final Set<String> VERBS = Set.of(
            "get", "list", "create", "change", "submit", "send", "answer", "pause", "resume", "stop", "retry",
            "trigger", "drain", "undrain", "reset", "delete", "stream");

    /** Calls back for each schema with its pointer, including those of parameters, bodies and headers of operations. */
    private static void eachSchema(BiConsumer<String, JsonNode> check) {
        var seen = new ArrayList<String>();
        walk("", OpenApi.DOCUMENT, false, (pointer, schema) -> {
            seen.add(pointer);
            check.accept(pointer, schema);
        });
        assertThat(seen).hasSizeGreaterThan(150).contains(SCHEMAS + "SubmitRun/properties/priority");
    }

    private static void walk(String pointer, JsonNode node, boolean schema, BiConsumer<String, JsonNode> check) {
        if (schema && node.isObject()) {
            check.accept(pointer, node);
        }
        node.properties().forEach(member -> {
            var name = member.getKey();
            var at = pointer + "/" + name;
            switch (name) {
                case "example", "examples" -> {}
                case "schemas", "properties" ->
                    member.getValue()
                            .properties()
                            .forEach(one -> walk(at + "/" + one.getKey(), one.getValue(), true, check));
                default ->
                    walk(
                            at,
                            member.getValue(),
                            Set.of("schema", "items", "additionalProperties").contains(name),
                            check);
            }
        });
        if (node.isArray()) {
            for (var i = 0; i < node.size(); i++) {
                walk(pointer + "/" + i, node.get(i), pointer.endsWith("Of"), check);
            }
        }
    }

    /** The names of the component schemas that these bodies reach. */
    private static Set<String> reached(List<JsonNode> roots) {
        var names = new TreeSet<String>();
        roots.forEach(root -> reach(root, names));
        return names;
    }

    private static void reach(JsonNode node, Set<String> names) {
        for (var reference : node.findValuesAsText("$ref")) {
            if (reference.startsWith("#" + SCHEMAS) && names.add(reference.substring(SCHEMAS.length() + 1))) {
                reach(ref(reference), names);
            } else if (reference.startsWith("#/components/responses/")) {
                reach(ref(reference), names);
            }
        }
    }

    private static JsonNode ref(String reference) {
        return OpenApi.DOCUMENT.at(reference.substring(1));
    }

    @Test
    void a_choice_of_values_is_a_schema_with_a_name() {
        eachSchema((pointer, schema) -> {
            if (schema.has("enum") || schema.has("const")) {
                assertThat(pointer).matches(SCHEMAS + "[A-Z][A-Za-z]+");
                assertThat(schema.path("enum")).as(pointer).isNotEmpty();
            }
        });
    }

    @Test
    void no_two_choices_have_the_same_values() {
        var seen = new HashSet<JsonNode>();
        OpenApi.DOCUMENT.at("/components/schemas").forEach(schema -> {
            if (schema.has("enum")) {
                assertThat(seen.add(schema.path("enum"))).as(schema.toString()).isTrue();
            }
        });
        assertThat(seen).hasSizeGreaterThan(2);
    }

    @Test
    void no_schema_has_a_default_since_generators_then_take_the_member_for_required() {
        eachSchema((pointer, schema) ->
                assertThat(schema.has("default")).as(pointer).isFalse());
    }

    @Test
    void what_is_answered_may_grow_and_an_object_without_members_is_open() {
        var answers = reached(OpenApi.operations().stream()
                .map(operation -> operation.json().path("responses"))
                .toList());
        assertThat(answers)
                .contains("Run", "Event", "Problem", "FieldError", "HealthCheck")
                .doesNotContain("SubmitRun");
        eachSchema((pointer, schema) -> {
            var name = pointer.replace(SCHEMAS, "");
            var object = schema.path("type").toString().contains("\"object\"");
            var answer = answers.contains(name) || pointer.contains("/responses/");
            if (object && (answer || !schema.has("properties"))) {
                var more = schema.path("additionalProperties");
                assertThat(more.asBoolean() || more.isObject()).as(pointer).isTrue();
            }
        });
    }

    @Test
    void the_payload_of_an_event_is_a_text_and_never_null() {
        assertThat(OpenApi.schema("Event").at("/properties/payload/type").asText())
                .isEqualTo("string");
    }

    @Test
    void a_post_takes_a_body_or_nothing() {
        HttpTest.each(OpenApi.operations(), operation -> {
            if (!operation.method().equals("GET")) {
                assertThat(operation.json().path("parameters").findValuesAsText("in"))
                        .doesNotContain("query");
            }
        });
    }

    @Test
    void an_operation_is_named_by_a_verb_and_a_thing() {
        var names = OpenApi.operations().stream()
                .map(Operation::json)
                .map(json -> json.path("operationId").asText());
        assertThat(names)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name.split("(?=[A-Z])", 2)).hasSize(2))
                .allSatisfy(name -> assertThat(VERBS).contains(name.split("(?=[A-Z])", 2)[0]))
                .contains("getRun", "getStats", "triggerWorker", "sendDirective", "getHealthReady");
    }

    @Test
    void security_is_stated_and_the_server_is_the_one_that_answers() {
        assertThat(OpenApi.DOCUMENT.path("security").isArray()).isTrue();
        assertThat(OpenApi.DOCUMENT.path("servers")).hasSize(1);
        assertThat(OpenApi.DOCUMENT.at("/servers/0/url").asText()).isEqualTo("/");
    }
}
