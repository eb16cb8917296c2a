package io.agentrunner.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class FaultLogTest {
    private final List<String> lines = new ArrayList<>();
    private long now = Long.MAX_VALUE - 5;
    private final FaultLog log = new FaultLog(new Recorder(), () -> now);

    @Test
    void one_line_a_cause_and_ten_seconds_and_the_next_counts_what_was_left_out() {
        for (var i = 0; i < 1000; i++) {
            log.warn("The write failed", new SQLException("ERROR: cannot execute\n  Position: 1", "25006"));
        }
        assertThat(lines).containsExactly("The write failed: ERROR: cannot execute");

        now += Duration.ofSeconds(10).toNanos();
        log.warn("The write failed", new SQLException("ERROR: cannot execute", "25006"));
        log.warn("The write failed", new SQLException("ERROR: cannot execute", "25006"));
        assertThat(lines)
                .hasSize(2)
                .last()
                .isEqualTo("The write failed: ERROR: cannot execute (999 more of these were left out)");
    }

    @Test
    void another_cause_has_a_line_of_its_own() {
        log.warn("The write failed", new SQLException("read-only", "25006"));
        log.warn("The write failed", new SQLException("disk full", "53100"));
        log.warn("The read failed", new SQLException("disk full", "53100"));
        log.warn("The read failed", new IllegalStateException("closed"));
        assertThat(lines)
                .containsExactly(
                        "The write failed: read-only",
                        "The write failed: disk full",
                        "The read failed: disk full",
                        "The read failed: java.lang.IllegalStateException: closed");
    }

    @Test
    void causes_that_never_come_again_are_not_kept_for_ever() {
        for (var i = 0; i < 10_000; i++) {
            log.warn("Fault " + i, new SQLException("x", "53100"));
        }
        assertThat(lines).hasSize(10_000);
        log.warn("Fault 0", new SQLException("x", "53100"));
        assertThat(lines).hasSize(10_001);
    }

    private final class Recorder implements System.Logger {
        @Override
        public String getName() {
            return "recorder";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.WARNING.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (isLoggable(level)) {
                lines.add(message);
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            if (isLoggable(level)) {
                lines.add(format);
            }
        }
    }
}
