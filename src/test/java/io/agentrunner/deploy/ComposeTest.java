package io.agentrunner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code compose.yaml} starts a PostgreSQL like the embedded one, and nodes with correct settings and an orderly stop.
 */
class ComposeTest {
    private final JsonNode compose = Yaml.read(Path.of("compose.yaml"));
    private final JsonNode database = compose.at("/services/database");
    private final Dockerfile image = Dockerfile.read();

    ComposeTest() throws IOException {}

    private List<JsonNode> nodes() {
        var nodes = compose.get("services").properties().stream()
                .filter(service -> service.getKey().startsWith("node"))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(nodes).hasSize(2);
        assertThat(compose.get("services")).hasSize(3);
        return nodes;
    }

    @Test
    void its_database_is_of_the_version_that_is_tested() throws IOException {
        assertThat(database.get("image").asText()).isEqualTo("postgres:" + Project.postgresMajor());
        // Since 18 the image keeps the data of each version in a folder below this one.
        assertThat(database.get("volumes")).hasSize(1);
        assertThat(database.at("/volumes/0").asText()).endsWith(":/var/lib/postgresql");
    }

    @Test
    void nodes_log_in_as_the_one_who_owns_the_database() {
        var made = database.get("environment");
        for (var node : nodes()) {
            var environment = node.get("environment");
            assertThat(environment.get("DATABASE_URL").asText())
                    .isEqualTo("jdbc:postgresql://database:5432/"
                            + made.get("POSTGRES_DB").asText());
            assertThat(environment.get("DATABASE_USER")).isEqualTo(made.get("POSTGRES_USER"));
            assertThat(node.at("/depends_on/database/condition").asText()).isEqualTo("service_healthy");
        }
        assertThat(database.at("/healthcheck/test").toString()).contains("pg_isready", "--host=127.0.0.1");
    }

    @Test
    void nodes_are_set_by_what_the_product_reads() throws IOException {
        for (var node : nodes()) {
            assertThat(Project.environment()).containsAll(Yaml.names(node.get("environment")));
        }
    }

    @Test
    void no_secret_stands_in_the_file() {
        for (var service : compose.get("services")) {
            service.get("environment").properties().forEach(variable -> {
                if (variable.getKey().endsWith("_KEY")) {
                    assertThat(variable.getValue().asText())
                            .as(variable.getKey())
                            .matches("\\$\\{ACCESS_BOOTSTRAP_KEY:\\?[^}]*}");
                }
                if (variable.getKey().contains("PASSWORD")) {
                    assertThat(variable.getValue().asText())
                            .as(variable.getKey())
                            .matches("\\$\\{DATABASE_PASSWORD:\\?[^}]*}|/run/secrets/database-password");
                }
            });
        }
        assertThat(database.at("/secrets/0").asText()).isEqualTo("database-password");
        assertThat(compose.at("/secrets/database-password/environment").asText())
                .isEqualTo("DATABASE_PASSWORD");
    }

    @Test
    void nodes_are_told_apart_and_reached_from_this_machine_only() {
        var names = new HashSet<String>();
        for (var node : nodes()) {
            assertThat(node.get("ports")).hasSize(1);
            var port = node.at("/ports/0").asText().split(":");
            assertThat(port)
                    .hasSize(3)
                    .startsWith("127.0.0.1")
                    .endsWith(image.only("EXPOSE").text());
            assertThat(node.at("/environment/NODE_URL").asText()).isEqualTo("http://localhost:" + port[1]);
            names.add(node.at("/environment/NODE_NAME").asText());
        }
        assertThat(names).hasSize(2);
    }

    @Test
    void nodes_are_of_this_version_and_have_the_time_to_stop() throws IOException {
        for (var node : nodes()) {
            assertThat(node.get("image").asText()).isEqualTo("agent-runner:" + Project.version());
            assertThat(node.get("build").asText()).isEqualTo(".");
            assertThat(seconds(node.get("stop_grace_period")))
                    .isGreaterThan(Project.defaultGrace().add(Project.AFTER_THE_GRACE));
        }
    }

    private static BigDecimal seconds(JsonNode text) {
        assertThat(text.asText()).endsWith("s");
        return new BigDecimal(text.asText().replace("s", ""));
    }

    @Test
    void nodes_write_nowhere_but_where_they_may() {
        for (var node : nodes()) {
            assertThat(node.get("read_only").asBoolean()).isTrue();
            assertThat(node.at("/tmpfs/0").asText()).isEqualTo("/tmp");
            var volume = node.at("/volumes/0").asText().split(":", 2);
            assertThat(volume[1]).isEqualTo(image.environment().get("WORKSPACE_ROOT"));
            assertThat(compose.get("volumes").has(volume[0])).isTrue();
            assertThat(node.at("/cap_drop/0").asText()).isEqualTo("ALL");
        }
        assertThat(compose.get("volumes")).hasSize(2);
    }

    @Test
    void the_file_that_may_hold_the_password_goes_neither_into_git_nor_into_the_image() throws IOException {
        assertThat(Files.readAllLines(Path.of(".gitignore"))).contains(".env");
        assertThat(Files.readAllLines(Path.of(".dockerignore")))
                .contains("*")
                .doesNotContainAnyElementsOf(Set.of("!.env", "!.*", "!*"));
    }
}
