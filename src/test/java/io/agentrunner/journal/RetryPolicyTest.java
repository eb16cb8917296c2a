package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.run.Retry;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final Retry DEFAULT = new Retry(new BigDecimal(2), new BigDecimal(2), new BigDecimal(300));

    @ParameterizedTest
    @CsvSource({"1,2", "2,4", "3,8", "8,256", "9,300", "1000,300"})
    void the_longest_wait_grows_by_the_factor_up_to_the_most(int failures, long seconds) {
        assertThat(RetryPolicy.wait(failures, DEFAULT, 1)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void the_jitter_is_full() {
        assertThat(RetryPolicy.wait(3, DEFAULT, 0)).isZero();
        assertThat(RetryPolicy.wait(3, DEFAULT, 0.5)).isEqualTo(Duration.ofSeconds(4));
    }
}
