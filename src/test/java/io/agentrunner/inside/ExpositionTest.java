package io.agentrunner.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionTest {
    @Test
    void what_the_format_allows_is_read() {
        var read = Exposition.parse("""
                # HELP a_total Some \\\\ text\\n.
                # TYPE a_total counter
                a_total{x="1,\\"}"} 2
                # TYPE h histogram
                h_bucket{le="1.0"} 1
                h_bucket{le="+Inf"} 2
                h_sum 3.5E-1
                h_count 2
                """);
        assertThat(read.value("a_total", "x", "1,\\\"}")).isEqualTo(2);
        assertThat(read.value("h_sum")).isEqualTo(0.35);
        assertThat(read.names()).containsExactlyInAnyOrder("a_total", "h_bucket", "h_sum", "h_count");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# TYPE a counter\na 1",
                "# TYPE a counter\na one\n",
                "# TYPE a counter\na{x=1} 1\n",
                "# TYPE a counter\na{x=\"1\"y=\"2\"} 1\n",
                "# TYPE a counter\na{x=\"1\",x=\"2\"} 1\n",
                "# TYPE a counter\na 1\na 1\n",
                "# TYPE a counter\nb 1\n",
                "a 1\n",
                "# TYPE a number\n",
                "# TYPE a gauge\n# TYPE b gauge\n# HELP a late\n",
                "# TYPE h histogram\nh 1\n",
                "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
                "# TYPE h histogram\nh_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n",
                "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 3\n",
                "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_count 2\n"
            })
    void what_it_does_not_allow_is_refused(String text) {
        assertThatThrownBy(() -> Exposition.parse(text)).isInstanceOf(AssertionError.class);
    }
}
