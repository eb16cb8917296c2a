package io.agentrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.launcher.LogLine;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private static final String NODE = "462cfe25-b962-4797-af6e-7997107aea5a";
    private static final String OTHER = "0a6ff066-b962-4797-af6e-7997107aea5a";

    private static JsonNode json(LogRecord entry) throws JsonProcessingException {
        var text = new LogFormat(true).format(entry);
        assertThat(text.lines()).hasSize(1);
        assertThat(text).endsWith("}\n");
        return new ObjectMapper().readTree(text);
    }

    @Test
    void a_line_about_a_run_has_members_for_the_node_that_tells_it_the_run_and_the_attempt() throws Exception {
        var entry = new LogRecord(Level.WARNING, "{0} recovered from node {1}, which is lost");
        entry.setParameters(new Object[] {"Node " + NODE + ": Run 7000 attempt 2", OTHER});
        entry.setLoggerName("io.agentrunner.worker.AttemptLog");

        var line = json(entry);

        assertThat(line.get("message").asText())
                .isEqualTo("Node " + NODE + ": Run 7000 attempt 2 recovered from node " + OTHER + ", which is lost");
        assertThat(line.get("node").asText()).isEqualTo(NODE);
        assertThat(line.get("run").isIntegralNumber()).isTrue();
        assertThat(line.get("run").asLong()).isEqualTo(7000);
        assertThat(line.get("attempt").asInt()).isEqualTo(2);
        assertThat(line.get("level").asText()).isEqualTo("WARNING");
        assertThat(line.get("logger").asText()).isEqualTo("io.agentrunner.worker.AttemptLog");
        assertThat(line.get("time").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)");
    }

    @Test
    void what_a_client_sent_neither_drives_a_terminal_nor_forges_an_entry() {
        var forged = "2026-01-01T00:00:00.000+0000 INFO [io.agentrunner] All is well";
        var entry = new LogRecord(Level.WARNING, "Bad request: GE\u001b[31mT\r\u009b\u0000\n" + forged);
        entry.setThrown(new IllegalStateException("x\n{\"time\":1\n" + forged));
        var text = new LogFormat(false).format(entry);
        assertThat(text.chars().filter(c -> Character.isISOControl(c) && c != '\n' && c != '\t'))
                .isEmpty();
        assertThat(text).contains("GE\\x1b[31mT");
        assertThat(text.lines().skip(1).filter(line -> LogLine.parse(line).isPresent()))
                .isEmpty();
        assertThat(text.lines().skip(1)).noneMatch(line -> line.startsWith("{"));
        assertThat(text).contains("\tat io.agentrunner.server.LogFormatTest.");
    }

    @Test
    void a_line_about_no_run_has_no_such_members() throws Exception {
        assertThat(json(new LogRecord(Level.INFO, "The Run 7 that never was")).properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("time", "level", "logger", "message");
    }

    @Test
    void an_exception_and_whatever_is_in_a_message_stay_in_the_one_line() throws Exception {
        var entry =
                new LogRecord(Level.SEVERE, "\"quoted\" \\ back\nnext\ttab\r \u0001 \u2028 ä \uD83D\uDE00 {no number}");
        entry.setThrown(new IllegalStateException("two\nlines"));

        var line = json(entry);

        assertThat(line.get("message").asText()).isEqualTo(entry.getMessage());
        assertThat(line.get("exception").asText()).isEqualTo("java.lang.IllegalStateException: two\nlines");
        assertThat(line.get("stack").asText()).contains("lines", "\tat io.agentrunner.server.LogFormatTest.");
    }

    @Test
    void without_being_asked_it_writes_lines_for_people() {
        assertThat(new LogFormat(false).format(new LogRecord(Level.INFO, "It works")))
                .contains("It works")
                .doesNotContain("{");
    }
}
