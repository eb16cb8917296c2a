package io.agentrunner.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.launcher.LaunchFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {
    @Test
    void by_default_everything_is_measured_at_full_scale_on_a_database_of_its_own() {
        var options = BenchOptions.from(Map.of());
        assertThat(options.measurements()).isEqualTo(Measurement.ALL);
        assertThat(options.scale().runs()).isEqualTo(100_000);
        assertThat(options.scale().turns()).isEqualTo(3);
        assertThat(options.database()).isEmpty();
    }

    @Test
    void measurements_are_chosen_by_name_and_made_in_the_bench_s_order() {
        assertThat(names(BenchOptions.from(Map.of("BENCH", "pickup drain")))).containsExactly("drain", "pickup");
        assertThat(names(BenchOptions.from(Map.of("BENCH", "idle")))).containsExactly("idle");
    }

    @Test
    void a_measurement_that_there_is_not_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> BenchOptions.from(Map.of("BENCH", "drain speed")))
                .isInstanceOf(LaunchFailure.class)
                .hasMessageStartingWith("BENCH=drain speed: there is no measurement \"speed\" among drain ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "100001", "-1", "many", "1e3"})
    void a_number_of_runs_that_cannot_be_measured_is_refused_with_the_range(String runs) {
        assertThatThrownBy(() -> BenchOptions.from(Map.of("BENCH_RUNS", runs)))
                .isInstanceOf(LaunchFailure.class)
                .hasMessage("BENCH_RUNS=" + runs + " is not a whole number from 100 to 100000.");
    }

    @Test
    void fewer_runs_shrink_everything_but_not_to_nothing() {
        var scale = Scale.of("500");
        assertThat(scale.turns()).isEqualTo(1);
        assertThat(scale.of(1_000_000, 100)).isEqualTo(5000);
        assertThat(scale.of(200, 20)).isEqualTo(20);
        assertThat(scale.of(Duration.ofSeconds(30), Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(Scale.of("100000").of(1_000_000, 100)).isEqualTo(1_000_000);
    }

    @Test
    void every_line_has_one_name() {
        assertThat(Measurement.ALL.stream().flatMap(measurement -> measurement.lines().stream()))
                .doesNotHaveDuplicates();
    }

    private static List<String> names(BenchOptions options) {
        return options.measurements().stream().map(Measurement::name).toList();
    }
}
