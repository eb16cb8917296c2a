package io.agentrunner.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    @Test
    void the_median_of_an_odd_number_is_the_one_in_the_middle_whatever_their_order() {
        assertThat(Samples.of(9, 1, 4).median()).isEqualTo(4);
    }

    @Test
    void the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        assertThat(Samples.of(8, 1, 2, 5).median()).isEqualTo(3.5);
    }

    @ParameterizedTest
    @CsvSource({"50, 100", "99, 198", "100, 200", "1, 2"})
    void a_percentile_is_the_smallest_value_that_so_many_percent_do_not_exceed(int percent, double value) {
        var one_to_200 = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
        assertThat(Samples.of(one_to_200).percentile(percent)).isEqualTo(value);
    }

    @Test
    void of_few_values_a_high_percentile_is_the_largest() {
        assertThat(Samples.of(3, 1, 2).percentile(99)).isEqualTo(3);
        assertThat(Samples.of(3, 1, 2).percentile(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101, -1})
    void what_is_no_percentage_is_refused(int percent) {
        assertThatThrownBy(() -> Samples.of(1).percentile(percent)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void no_values_have_no_median() {
        assertThatThrownBy(Samples::of).isInstanceOf(IllegalArgumentException.class);
    }
}
