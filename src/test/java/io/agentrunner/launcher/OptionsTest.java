package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void an_empty_environment_means_one_node_on_port_8000_of_loopback_with_an_embedded_database() {
        var options = Options.from(Map.of());

        assertThat(options.ports()).containsExactly(8000);
        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.dataFolder()).isEqualTo(Path.of(".data").toAbsolutePath());
        assertThat(options.database()).isEmpty();
        assertThat(options.shutdownGrace()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void workers_get_consecutive_ports() {
        assertThat(Options.from(Map.of("WORKERS", "4", "PORT", "9000")).ports())
                .containsExactly(9000, 9001, 9002, 9003);
    }

    @Test
    void each_node_has_a_port_for_health_when_one_is_asked_for() {
        assertThat(Options.from(Map.of("WORKERS", "2")).healthPorts()).isEmpty();
        assertThat(Options.from(Map.of("WORKERS", "2", "HEALTH_PORT", "9000")).healthPorts())
                .containsExactly(9000, 9001);
        for (var port : List.of("8000", "8001", "7999")) {
            assertThatThrownBy(() -> Options.from(Map.of("WORKERS", "2", "HEALTH_PORT", port)))
                    .isInstanceOf(LaunchFailure.class)
                    .hasMessageStartingWith("HEALTH_PORT=" + port + " is too near to PORT=8000");
        }
        assertThatThrownBy(() -> Options.from(Map.of("HEALTH_PORT", "nine")))
                .isInstanceOf(LaunchFailure.class)
                .hasMessage("HEALTH_PORT=nine is not a whole number from 0 to 65535.");
    }

    @Test
    void what_is_empty_counts_as_not_set() {
        assertThat(Options.from(Map.of("PORT", "", "WORKERS", " ", "DATABASE_URL", ""))
                        .ports())
                .containsExactly(8000);
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, x",
        "PORT, 0",
        "PORT, 65536",
        "PORT, 80.5",
        "WORKERS, 0",
        "WORKERS, -1",
        "WORKERS, 65",
        "WORKERS, two"
    })
    void a_number_that_is_none_is_named_with_its_value_and_range(String name, String value) {
        assertThatThrownBy(() -> Options.from(Map.of(name, value)))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageStartingWith(name + "=" + value + " is not a whole number from 1 to ");
    }

    @Test
    void the_form_of_the_log_is_text_or_json() {
        assertThat(Options.from(Map.of("LOG_FORMAT", "json")).environment()).containsEntry("LOG_FORMAT", "json");
        assertThatThrownBy(() -> Options.from(Map.of("LOG_FORMAT", "xml")))
                .isInstanceOf(LaunchFailure.class)
                .hasMessage("LOG_FORMAT=xml is neither text nor json.");
    }

    @Test
    void the_last_node_has_a_port_too() {
        assertThatThrownBy(() -> Options.from(Map.of("PORT", "65535", "WORKERS", "2")))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("from 1 to 65534");
    }

    @Test
    void a_database_is_described_without_its_password() {
        var database = Options.from(Map.of(
                        "DATABASE_URL", "jdbc:postgresql://db.example:5433/runs?password=secret&user=them",
                        "DATABASE_USER", "me",
                        "DATABASE_PASSWORD", "hidden"))
                .database()
                .orElseThrow();

        assertThat(database.user()).isEqualTo("me");
        assertThat(database.password()).isEqualTo("hidden");
        assertThat(database).hasToString("PostgreSQL at db.example:5433/runs");
    }

    @Test
    void user_and_password_may_stand_in_the_url() {
        var database = Options.from(Map.of("DATABASE_URL", "jdbc:postgresql://h/d?user=them&password=secret"))
                .database()
                .orElseThrow();

        assertThat(database.user()).isEqualTo("them");
        assertThat(database.password()).isEqualTo("secret");
    }

    @Test
    void a_url_that_is_not_for_jdbc_is_refused_with_an_example() {
        assertThatThrownBy(() -> Options.from(Map.of("DATABASE_URL", "postgres://me:secret@h/d")))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("jdbc:postgresql://")
                .hasMessageNotContaining("secret");
    }

    @Test
    void the_grace_of_the_nodes_is_known_to_who_stops_them() {
        assertThat(Options.from(Map.of("WORKER_SHUTDOWN_GRACE", "2.5")).shutdownGrace())
                .isEqualTo(Duration.ofMillis(2500));
        assertThat(Options.from(Map.of("WORKER_SHUTDOWN_GRACE", "long")).shutdownGrace())
                .isEqualTo(Duration.ofSeconds(10));
    }
}
