package io.agentrunner.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
    @ParameterizedTest
    @CsvSource({
        "36123.7, 36124",
        "10000000, 10000000",
        "100.4, 100",
        "99.96, 100",
        "4.2049, 4.2",
        "0.75049, 0.75",
        "0.0033333, 0.00333",
        "0, 0",
        "20, 20"
    })
    void a_value_has_three_digits_or_is_whole(double value, String shown) {
        assertThat(new Line("drain", value, "runs/s")).hasToString("drain " + shown + " runs/s");
    }

    @Test
    void a_measurement_against_its_floor_is_three_lines() {
        assertThat(Line.against("drain", "runs/s", Samples.of(200, 400, 300), Samples.of(150, 90, 160)))
                .extracting(Line::toString)
                .containsExactly("drain_floor 300 runs/s", "drain 150 runs/s", "drain_ratio 0.5 x");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void what_is_no_number_is_not_printed(double value) {
        assertThatThrownBy(() -> new Line("drain", value, "runs/s").toString())
                .isInstanceOf(IllegalStateException.class);
    }
}
