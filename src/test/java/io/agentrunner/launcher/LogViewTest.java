package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.server.LogFormat;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogViewTest {
    private static final String HEAD = "2026-02-01T10:30:00.123+0000 ";

    @Test
    void a_line_of_the_application_is_shown_with_its_time() {
        assertThat(LogView.condensed(List.of(HEAD + "INFO [io.agentrunner.worker.Worker] Run 7 started at 50%")))
                .contains("10:30:00%s Run 7 started at 50%%");
    }

    @Test
    void a_line_of_the_server_is_left_out() {
        assertThat(LogView.condensed(List.of(HEAD + "INFO [jakarta.enterprise.web] Created virtual server")))
                .isEmpty();
    }

    @Test
    void a_warning_of_the_server_is_one_line_with_its_deepest_cause() {
        var entry = List.of(
                HEAD + "SEVERE [jakarta.enterprise.system.core] It broke",
                "jakarta.ejb.EJBException: outer",
                "\tat some.Type.method(Type.java:1)",
                "Caused by: org.postgresql.util.PSQLException: no room",
                "\t... 3 more");

        assertThat(LogView.condensed(entry)).contains("10:30:00%s SEVERE It broke — no room [core]");
    }

    @Test
    void a_warning_without_a_message_is_its_cause() {
        var entry = List.of(HEAD + "WARNING [a.b.Container] ", "java.net.ConnectException: refused");

        assertThat(LogView.condensed(entry)).contains("10:30:00%s WARNING refused [Container]");
    }

    @Test
    void what_does_not_come_from_a_logger_is_left_out() {
        assertThat(LogView.condensed(List.of("WARNING: a method has been called")))
                .isEmpty();
    }

    @Test
    void a_cause_that_the_message_tells_is_not_told_again() {
        var entry = List.of(
                HEAD + "WARNING [io.agentrunner.worker.FailureLog] Run 7 attempt 1 failed: a.BException: no tool",
                "a.BException: no tool");

        assertThat(LogView.condensed(entry))
                .contains("10:30:00%s WARNING Run 7 attempt 1 failed: a.BException: no tool");
    }

    @Test
    void an_entry_in_json_reads_the_same() {
        var record = new LogRecord(Level.WARNING, "It broke\n  badly");
        record.setLoggerName("a.b.core");
        record.setInstant(Instant.parse("2026-02-01T10:30:00.123Z"));
        record.setThrown(new IllegalStateException("outer", new java.io.IOException("no room")));
        var line = new LogFormat(true).format(record).strip();

        assertThat(LogLine.parse(line)).isPresent();
        assertThat(LogView.condensed(LogLine.inOneForm(List.of(line))))
                .hasValueSatisfying(shown -> assertThat(shown).endsWith("%s WARNING It broke — no room [core]"));
    }

    @Test
    void an_entry_in_the_json_of_payara_server_reads_the_same() {
        var line =
                "{\"Timestamp\":\"2026-11-23T21:41:26.085+0000\",\"Level\":\"INFO\",\"Version\":\"Payara 6.2025.10\","
                        + "\"LoggerName\":\"io.agentrunner.worker.AttemptLog\",\"LogMessage\":\"Run 1 attempt 1 started: sleep\"}";

        assertThat(LogView.condensed(LogLine.inOneForm(List.of(line))))
                .contains("21:41:26%s Run 1 attempt 1 started: sleep");
    }

    @Test
    void an_entry_in_the_form_of_payara_server_reads_the_same() {
        var head = "[2026-11-23T21:41:26.085+0000] [Payara 6.2025.10] [INFO] [] [io.agentrunner.worker.Executor]"
                + " [tid: _ThreadID=262 _ThreadName=run-1] [timeMillis: 1795470086085] [levelValue: 800] [[";
        var entry = LogLine.inOneForm(List.of(head, "  Run 1 attempt 1 started: sleep]]", ""));

        assertThat(LogView.condensed(entry)).contains("21:41:26%s Run 1 attempt 1 started: sleep");
    }

    @Test
    void a_trace_in_the_form_of_payara_server_is_told_by_its_deepest_cause() {
        var head = "[2026-11-23T21:41:26.085+0000] [Payara 6.2025.10] [SEVERE] [NCLS-CORE-00019] [a.b.core]"
                + " [tid: _ThreadID=3 _ThreadName=main] [timeMillis: 1795470323898] [levelValue: 1000] [[";
        var entry = LogLine.inOneForm(List.of(
                head,
                "  It broke",
                "java.lang.Exception: outer",
                "\tat a.B.c(B.java:1)",
                "Caused by: x.YException: no]]"));

        assertThat(LogView.condensed(entry)).contains("21:41:26%s SEVERE It broke — no [core]");
    }
}
