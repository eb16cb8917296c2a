package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest extends GivenSettings {
    @Test
    void without_configuration_the_documented_defaults_hold() {
        settings.check();
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.concurrency()).isEqualTo(100);
        assertThat(settings.workerEnabled()).isTrue();
        assertThat(settings.shutdownGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.workspaceRoots()).containsExactly(settings.workspaceRoot());
    }

    @Test
    void cpu_bound_runs_get_as_many_places_as_there_are_processors_and_lingering_attempts_ten_slots() {
        settings.check();
        assertThat(settings.cpuConcurrency()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.lingerSlots()).isEqualTo(10);
        give("worker.cpu.concurrency", "3");
        give("worker.linger.slots", "0");
        assertThat(settings.cpuConcurrency()).isEqualTo(3);
        assertThat(settings.lingerSlots()).isZero();
        give("worker.cpu.concurrency", "0");
        assertThat(settings.cpuConcurrency()).isEqualTo(3);
    }

    @Test
    void a_name_that_is_too_long_for_a_list_of_nodes_or_has_control_characters_is_refused() {
        for (var bad : List.of("n".repeat(101), "two\nlines", "\u001b[2J")) {
            assertThat(setting("node.name").parse(bad)).as(bad).isEmpty();
        }
        assertThat(setting("node.name").parse("n".repeat(100))).isPresent();
        assertThat(setting("node.url").parse("u".repeat(501))).isEmpty();
        assertThat(setting("node.url").parse("u".repeat(500))).isPresent();
    }

    private static Setting<?> setting(String key) {
        return Settings.ALL.stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"0.2,200", "10,10000", " 2.5 ,2500", "'',5000"})
    void the_check_interval_takes_decimals(String text, long millis) {
        give(INTERVAL, text);
        settings.check();
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "database,PUT /settings/worker.check.interval",
        "SystemProperty,source: SystemProperty",
        "Environment,environment: WORKER_CHECK_INTERVAL",
        "Server,source: Server",
        "Config,source: Config",
        "Domain,source: Domain"
    })
    void a_value_that_is_refused_later_is_told_with_the_place_it_comes_from(String source, String place) {
        settings.check();
        if (source.equals("database")) {
            store(INTERVAL, "soon");
        } else {
            give(source, INTERVAL, "soon");
        }
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(told)
                .containsExactly("worker.check.interval (" + place
                        + ") is \"soon\", but must be 0.05 to 3600 seconds. It is ignored; 5 stays.");
    }

    @Test
    void a_value_that_turns_bad_later_is_ignored_and_the_last_good_one_stays() {
        give(INTERVAL, "2");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(2));
        give(INTERVAL, "soon");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(2));
        give(INTERVAL, "3");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void the_server_is_asked_for_a_value_twice_a_second_at_most_and_the_database_holds_at_once() {
        settings.check();
        settings.checkInterval();
        looks.set(0);
        giveNow("Domain", INTERVAL, "7");
        nanos.addAndGet(499_000_000);
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(looks).hasValue(0);
        nanos.addAndGet(1_000_000);
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(looks).hasValue(1);
        store(INTERVAL, "2");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(2));
        stored.reload(Map::of);
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(looks).hasValue(1);
    }

    @Test
    void what_the_database_has_hides_all_else_until_it_is_deleted() {
        give(INTERVAL, "7");
        settings.check();
        store(INTERVAL, "2");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(2));
        stored.reload(Map::of);
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_secret_is_in_no_message() {
        var secret = Settings.find("database.password").orElseThrow();
        assertThat(secret.refusal(new Configured("swordfish", "Environment", 300)))
                .contains("***")
                .doesNotContain("swordfish");
        var url = Settings.find("database.url").orElseThrow();
        assertThat(url.shown("jdbc:postgresql://db/x?user=u&Password=swordfish&sslpassword=fish&ssl=true"))
                .isEqualTo("jdbc:postgresql://db/x?user=u&Password=***&sslpassword=***&ssl=true");
    }
}
