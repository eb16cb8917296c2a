package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Map<String, String> configured = new HashMap<>();
    private final StoredValues stored = new StoredValues();
    private final Settings settings = new Settings(
            key -> Optional.ofNullable(configured.get(key)).map(value -> new Configured(value, "environment")), stored);

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

    @ParameterizedTest
    @CsvSource({"0.2,200", "10,10000", " 2.5 ,2500", "'',5000"})
    void the_check_interval_takes_decimals(String text, long millis) {
        configured.put("worker.check.interval", text);
        settings.check();
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "1e3", "NaN", "99999999999999999999999999999999999"})
    void a_value_out_of_range_stops_the_start_and_names_key_value_and_range(String bad) {
        configured.put("worker.check.interval", bad);
        assertThatThrownBy(settings::check)
                .isInstanceOf(SettingRefusedException.class)
                .hasMessageContaining("worker.check.interval")
                .hasMessageContaining("WORKER_CHECK_INTERVAL")
                .hasMessageContaining("\"" + bad + "\"")
                .hasMessageContaining("0.05 to 3600 seconds");
    }

    @Test
    void a_value_that_turns_bad_later_is_ignored_and_the_last_good_one_stays() {
        configured.put("worker.check.interval", "2");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(2));
        configured.put("worker.check.interval", "soon");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(2));
        configured.put("worker.check.interval", "3");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void the_lease_must_be_at_least_three_heartbeats() {
        configured.put("worker.lease", "29");
        assertThatThrownBy(settings::check).hasMessageContaining("at least three heartbeats");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1.5", "100001", "many"})
    void concurrency_is_a_whole_number_in_range(String bad) {
        configured.put("worker.concurrency", bad);
        assertThatThrownBy(settings::check).hasMessageContaining("a whole number from 1 to 100000");
    }

    @Test
    void what_the_database_has_hides_all_else_until_it_is_deleted() {
        configured.put("worker.check.interval", "7");
        settings.check();
        store("worker.check.interval", "2");
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(2));
        stored.reload(Map::of);
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_value_of_the_database_that_is_not_accepted_stops_no_start_and_leaves_what_is_beneath_it() {
        configured.put("worker.check.interval", "7");
        store("worker.check.interval", "soon");
        settings.check();
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.effective(Settings.find("worker.check.interval").orElseThrow()))
                .isEqualTo(new Configured("7", "environment"));
    }

    @Test
    void a_secret_is_in_no_message() {
        var secret = Settings.find("database.password").orElseThrow();
        assertThat(secret.refusal(new Configured("swordfish", "environment")))
                .contains("***")
                .doesNotContain("swordfish");
        var url = Settings.find("database.url").orElseThrow();
        assertThat(url.shown("jdbc:postgresql://db/x?user=u&Password=swordfish&sslpassword=fish&ssl=true"))
                .isEqualTo("jdbc:postgresql://db/x?user=u&Password=***&sslpassword=***&ssl=true");
    }

    private void store(String key, String value) {
        stored.reload(() -> Map.of(key, value));
    }
}
