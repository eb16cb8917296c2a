package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void it_says_what_is_done_that_it_still_is_and_when_it_is_over() throws Exception {
        var progress = new Progress(lines::add, Duration.ofMillis(20));
        var still = progress.of("Unpacking", () -> {
            try {
                assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("Unpacking …");
                return lines.poll(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(still).isEqualTo("  still running after 0 s");
        assertThat(lines).last().asString().isEqualTo("  done after 0 s");
    }

    @Test
    void what_fails_is_not_done() {
        var progress = new Progress(lines::add);
        assertThatThrownBy(() -> progress.of("Unpacking", () -> {
                    throw new LaunchFailure("no");
                }))
                .hasMessage("no");
        assertThat(lines).containsExactly("Unpacking …");
    }
}
