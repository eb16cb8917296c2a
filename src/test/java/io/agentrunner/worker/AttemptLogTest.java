package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
    private static final Logger LOGGER = Logger.getLogger(AttemptLog.class.getName());
    private static final UUID NODE = UUID.fromString("462cfe25-b962-4797-af6e-7997107aea5a");

    private final List<String> lines = new ArrayList<>();
    private final Handler reader = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void read() {
        LOGGER.addHandler(reader);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void read_no_more() {
        LOGGER.removeHandler(reader);
        LOGGER.setUseParentHandlers(true);
    }

    private static void tell(int runs) {
        new AttemptLog()
                .each(
                        Level.WARNING,
                        LongStream.rangeClosed(1001, 1000 + runs).boxed().toList(),
                        run -> AttemptLog.head(NODE, run, 1234) + " released",
                        "released");
    }

    @Test
    void each_run_has_a_line_with_its_node_and_plain_numbers() {
        tell(1);
        assertThat(lines).containsExactly("WARNING Node " + NODE + ": Run 1001 attempt 1234 released");
    }

    @Test
    void of_many_runs_twenty_have_a_line_and_the_rest_is_counted() {
        tell(20);
        assertThat(lines).hasSize(20);
        lines.clear();
        tell(500);
        assertThat(lines).hasSize(21);
        assertThat(lines.getLast()).isEqualTo("WARNING 480 more released; see their events");
    }

    @Test
    void what_happened_to_none_is_not_told() {
        tell(0);
        assertThat(lines).isEmpty();
    }
}
