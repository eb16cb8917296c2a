package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that stop a start, and the values that a node keeps from its start. */
class SettingsAtStartTest extends GivenSettings {
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "1e3", "NaN", "99999999999999999999999999999999999"})
    void a_value_out_of_range_stops_the_start_and_names_key_value_and_range(String bad) {
        give(INTERVAL, bad);
        assertThatThrownBy(settings::check)
                .isInstanceOf(SettingRefusedException.class)
                .hasMessage("worker.check.interval (environment: WORKER_CHECK_INTERVAL) is \"" + bad
                        + "\", but must be 0.05 to 3600 seconds.");
    }

    @ParameterizedTest
    @CsvSource({"SystemProperty", "Environment"})
    void only_what_the_process_was_given_stops_a_start(String source) {
        give(source, INTERVAL, "soon");
        assertThatThrownBy(settings::check).isInstanceOf(SettingRefusedException.class);
    }

    @ParameterizedTest
    @CsvSource({"Server", "Config", "Domain"})
    void what_was_saved_in_the_console_stops_no_start_but_is_told_once(String source) {
        give(source, INTERVAL, "soon");
        settings.check();
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(told)
                .containsExactly("worker.check.interval (source: " + source
                        + ") is \"soon\", but must be 0.05 to 3600 seconds. It is ignored; 5 stays.");
    }

    @Test
    void at_the_start_a_bad_value_of_the_console_leaves_the_next_good_one() {
        give("Server", INTERVAL, "soon");
        give("Config", INTERVAL, "0");
        give("Domain", INTERVAL, "7");
        settings.check();
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(told).singleElement().asString().endsWith("It is ignored; 7 stays.");
    }

    @Test
    void a_bad_value_of_the_console_stops_no_start_for_a_setting_that_is_not_live_either() {
        give("Domain", "worker.lease", "long");
        settings.check();
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(told)
                .containsExactly("worker.lease (source: Domain) is \"long\", but must be 2 to 3600 seconds."
                        + " It is ignored; 30 stays.");
    }

    @Test
    void the_lease_must_be_at_least_three_heartbeats() {
        give("worker.lease", "29");
        assertThatThrownBy(settings::check).hasMessageContaining("at least three heartbeats");
    }

    @Test
    void a_lease_and_a_heartbeat_of_the_console_that_do_not_fit_leave_the_defaults() {
        give("Domain", "worker.lease", "20");
        settings.check();
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(told)
                .containsExactly(
                        "worker.lease is 20 s and worker.heartbeat 10 s, but the lease must be at least three"
                                + " heartbeats. Their values in the configuration of the server are ignored; 30 s and 10 s hold.");

        give("worker.lease", "6");
        give("Domain", "worker.heartbeat", "3");
        assertThatThrownBy(() -> started().check())
                .as("the environment does not fit the default")
                .hasMessageContaining("at least three heartbeats");
    }

    @Test
    void what_is_read_at_the_start_only_stays_as_it_was() {
        give("worker.lease", "12");
        give("worker.heartbeat", "2");
        give("Domain", "node.name", "first");
        settings.check();
        var root = settings.workspaceRoot();
        Map.of(
                        "worker.lease", "60",
                        "worker.heartbeat", "20",
                        "workspace.root", "/elsewhere",
                        "workspace.roots", "/a,/b",
                        "node.name", "second",
                        "node.url", "http://elsewhere")
                .forEach((key, value) -> give("SystemProperty", key, value));
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(12));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.workspaceRoot()).isEqualTo(root);
        assertThat(settings.workspaceRoots()).containsExactly(root);
        assertThat(settings.nodeName()).isEqualTo("first");
        assertThat(settings.nodeUrl()).isEmpty();
        assertThat(settings.effective(Settings.find("worker.lease").orElseThrow()))
                .isEqualTo(new Configured("12", "Environment", 300));

        settings = started();
        settings.check();
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.nodeName()).isEqualTo("second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1.5", "100001", "many"})
    void concurrency_is_a_whole_number_in_range(String bad) {
        give("worker.concurrency", bad);
        assertThatThrownBy(settings::check).hasMessageContaining("a whole number from 1 to 100000");
    }

    @Test
    void a_value_of_the_database_that_is_not_accepted_stops_no_start_and_leaves_what_is_beneath_it() {
        give(INTERVAL, "7");
        store(INTERVAL, "soon");
        settings.check();
        assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.effective(Settings.find(INTERVAL).orElseThrow()))
                .isEqualTo(new Configured("7", "Environment", 300));
    }
}
