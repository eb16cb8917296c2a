package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.agentrunner.event.EventType;
import io.agentrunner.run.RunStatus;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document of the REST interface agrees with the code: paths, members, ranges and lists of values. */
class OpenApiTest {
    private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target/classes");

    /** The parameters that the code parses itself. */
    private static final Map<String, List<String>> ACTIONS = Map.of(
            // They answer requests for unknown actions.
            "/runs/{id}/{action}", List.of(), "/nodes/{id}/{action}", List.of());

    /** These are no resources, but a filter and a servlet of ours, and the server's own. */
    private static final List<String> OTHERS = List.of(
            "GET /runs/{id}/events/stream",
            "GET /events/stream",
            "GET /openapi",
            "GET /health",
            "GET /health/live",
            "GET /health/ready",
            "GET /health/started");

    /** Pages for people. */
    private static final List<String> PAGES = List.of("GET /", "GET /docs", "GET /docs/{file}");

    /** The schema of the OpenAPI Initiative, https://spec.openapis.org/oas/3.1/schema/2021-04-15. */
    private static final String SCHEMA_OF_OPENAPI = "/openapi-3.1-schema.json";

    private static final Map<String, String> RECORDS = Map.ofEntries(
            Map.entry("Project", "project.ProjectView"),
            Map.entry("CreateProject", "project.CreateProject"),
            Map.entry("ChangeProject", "project.ChangeProject"),
            Map.entry("Run", "run.RunView"),
            Map.entry("SubmitRun", "submit.SubmitRun"),
            Map.entry("SubmitBatch", "submit.SubmitBatch"),
            Map.entry("Retry", "run.Retry"),
            Map.entry("Directive", "run.DirectRun"),
            Map.entry("Stats", "run.Stats"),
            Map.entry("RunError", "journal.Failure"),
            Map.entry("Event", "event.EventView"),
            Map.entry("Attempt", "run.AttemptView"),
            Map.entry("MetricSample", "run.MetricSample"),
            Map.entry("BulkAction", "run.BulkAction"),
            Map.entry("Operation", "run.OperationView"),
            Map.entry("WorkerStatus", "worker.WorkerStatus"),
            Map.entry("Node", "node.NodeView"),
            Map.entry("Setting", "settings.SettingView"),
            Map.entry("ChangeSetting", "settings.ChangeSetting"),
            Map.entry("Problem", "platform.problem.Problem"),
            Map.entry("FieldError", "platform.problem.Problem$FieldError"));

    @Test
    void the_document_has_every_method_of_every_path_and_no_other() throws IOException {
        var expected = new TreeSet<>(OTHERS);
        for (var resource : resources()) {
            for (var method : resource.getMethods()) {
                for (var annotation : method.getAnnotations()) {
                    var verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null) {
                        var path = path(resource.getAnnotation(Path.class)) + path(method.getAnnotation(Path.class));
                        ACTIONS.getOrDefault(path, List.of("{action}"))
                                .forEach(action -> expected.add(verb.value() + " " + path.replace("{action}", action)));
                    }
                }
            }
        }
        assertThat(expected).hasSizeGreaterThan(25).containsAll(PAGES);
        PAGES.forEach(expected::remove);
        var documented = new TreeSet<String>();
        OpenApi.operations().forEach(operation -> documented.add(operation.toString()));
        assertThat(documented).isEqualTo(expected);
    }

    private static String path(Path path) {
        return path == null ? "" : "/" + path.value();
    }

    private static List<Class<?>> resources() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString())
                    .filter(name -> name.endsWith("Resource.class"))
                    .<Class<?>>map(name -> load(name.replace(".class", "").replace('/', '.')))
                    .filter(type -> type.isAnnotationPresent(Path.class))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            return fail("No class " + name, e);
        }
    }

    @Test
    void schemas_have_the_members_of_the_records_and_their_ranges() {
        RECORDS.forEach((name, record) -> {
            var schema = OpenApi.schema(name);
            var type = load("io.agentrunner." + record);
            var members = Arrays.stream(type.getRecordComponents())
                    .map(component -> field(type, component.getName()))
                    .collect(Collectors.toMap(OpenApiTest::member, field -> field));
            assertThat(names(schema.path("properties"))).as(name).isEqualTo(new TreeSet<>(members.keySet()));
            members.forEach((member, field) -> assertRange(
                    name + "." + member, field, schema.path("properties").path(member), schema));
        });
    }

    private static Field field(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            return fail(name, e);
        }
    }

    private static String member(Field field) {
        var given = field.getAnnotation(JsonProperty.class);
        return given == null ? SnakeCaseStrategy.INSTANCE.translate(field.getName()) : given.value();
    }

    private static void assertRange(String name, Field field, JsonNode property, JsonNode schema) {
        var size = field.getAnnotation(Size.class);
        if (size != null) {
            var items = property.path("type").asText().equals("array");
            assertThat(property.path(items ? "maxItems" : "maxLength").asInt(-1))
                    .as(name)
                    .isEqualTo(size.max());
            if (size.min() > 0) {
                assertThat(property.path(items ? "minItems" : "minLength").asInt(-1))
                        .as(name)
                        .isEqualTo(size.min());
            }
        }
        var least = field.getAnnotation(Min.class);
        if (least != null) {
            assertThat(property.path("minimum").asLong(Long.MIN_VALUE)).as(name).isEqualTo(least.value());
        }
        var most = field.getAnnotation(Max.class);
        if (most != null) {
            assertThat(property.path("maximum").asLong(Long.MAX_VALUE)).as(name).isEqualTo(most.value());
        }
        var lower = field.getAnnotation(DecimalMin.class);
        if (lower != null) {
            assertThat(property.path("minimum").asText()).as(name).isEqualTo(lower.value());
        }
        var upper = field.getAnnotation(DecimalMax.class);
        if (upper != null) {
            assertThat(property.path("maximum").asText()).as(name).isEqualTo(upper.value());
        }
        var pattern = field.getAnnotation(Pattern.class);
        if (pattern != null && pattern.regexp().matches("[a-z|]+")) {
            var choice = OpenApi.resolve(property.path("oneOf").path(0));
            assertThat(texts(choice.path("enum")))
                    .as(name)
                    .isEqualTo(Set.of(pattern.regexp().split("\\|")));
        }
        if (field.isAnnotationPresent(NotNull.class) || field.isAnnotationPresent(NotBlank.class)) {
            assertThat(texts(schema.path("required"))).as(name).contains(name.substring(name.indexOf('.') + 1));
        }
    }

    @Test
    void lists_of_values_are_those_of_the_code() throws IllegalAccessException {
        assertThat(texts(OpenApi.schema("RunStatus").path("enum")))
                .isEqualTo(Arrays.stream(RunStatus.values()).map(Enum::name).collect(Collectors.toSet()));
        var told = OpenApi.schema("Event")
                .path("properties")
                .path("type")
                .path("description")
                .asText();
        var types = new TreeSet<String>();
        for (var field : EventType.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                types.add((String) field.get(null));
            }
        }
        assertThat(told.split("[^A-Z_]+"))
                .filteredOn(word -> word.length() > 2)
                .containsExactlyInAnyOrderElementsOf(types);
    }

    @Test
    void every_example_is_as_its_schema_says() {
        HttpTest.each(OpenApi.operations(), operation -> {
            operation.json().path("responses").properties().forEach(response -> {
                var status = Integer.parseInt(response.getKey());
                operation.response(status).path("content").forEach(content -> {
                    var examples = OpenApi.examples(content);
                    assertThat(operation.path().equals("/openapi") || !examples.isEmpty())
                            .as("%s %d has an example", operation, status)
                            .isTrue();
                    examples.forEach(example -> assertThat(OpenApi.violations(content.path("schema"), example))
                            .as(example.toString())
                            .isEmpty());
                });
                assertThat(operation.response(status).has("description"))
                        .as("%s %d", operation, status)
                        .isTrue();
            });
            operation.json().path("requestBody").path("content").forEach(content -> {
                assertThat(OpenApi.examples(content)).isNotEmpty();
                OpenApi.examples(content)
                        .forEach(example -> assertThat(OpenApi.violations(content.path("schema"), example))
                                .as(example.toString())
                                .isEmpty());
            });
        });
    }

    @Test
    void every_operation_has_the_refusals_of_its_kind() {
        HttpTest.each(OpenApi.operations(), operation -> {
            var refusals = new TreeSet<String>();
            if (operation.json().has("requestBody")) {
                refusals.addAll(List.of("400", "408", "413", "415", "422"));
            }
            if (operation.json().path("parameters").findValuesAsText("in").contains("query")) {
                refusals.add("400");
            }
            if (operation.path().contains("{")) {
                refusals.add("404");
            }
            if (operation.method().equals("POST")) {
                refusals.add("413");
            }
            if (!OTHERS.contains(operation.toString())) {
                refusals.addAll(List.of("406", "500", "503"));
            }
            assertThat(names(operation.json().path("responses"))).containsAll(refusals);
        });
    }

    @Test
    void the_document_is_an_openapi_document_and_its_schemas_are_json_schemas() throws IOException {
        var draft = JsonSchemaFactory.getInstance(VersionFlag.V202012);
        try (var file = OpenApiTest.class.getResourceAsStream(SCHEMA_OF_OPENAPI)) {
            assertThat(draft.getSchema(file).validate(OpenApi.DOCUMENT)).isEmpty();
        }
        var schemaOfSchemas = draft.getSchema(SchemaLocation.of(SchemaId.V202012));
        OpenApi.DOCUMENT
                .path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> assertThat(schemaOfSchemas.validate(schema.getValue()))
                        .as(schema.getKey())
                        .isEmpty());
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new TreeSet<String>();
        array.forEach(one -> {
            if (one.isTextual()) {
                texts.add(one.asText());
            }
        });
        return texts;
    }
}
