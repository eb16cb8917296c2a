package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.server.LogFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentLogTest {
    private static final String HEAD = "2026-02-01T10:30:00.123+0000 ";
    private static final String STARTED =
            HEAD + "INFO [PayaraMicro] {\n  \"Instance Configuration\": {\n    \"Deployed\": [";

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void name_the_log() {
        log = folder.resolve("node.log");
    }

    @Test
    void a_server_that_lists_its_application_has_not_failed() throws Exception {
        var deployment = write(STARTED + "\n      {\"Name\": \"agent-runner\"}\n    ]\n  }\n}\n");

        assertThat(deployment.isComplete()).isTrue();
        assertThat(deployment.hasFailed()).isFalse();
    }

    @Test
    void a_log_in_json_reads_the_same() throws Exception {
        var severe = new LogRecord(Level.SEVERE, "It broke");
        severe.setThrown(new IllegalStateException("outer", new IllegalArgumentException("worker.lease is 1")));
        var deployment = write(json(severe)
                + json(new LogRecord(
                        Level.INFO, "{\n  \"Instance Configuration\": {\n    \"Deployed\": [\n    ]\n  }\n}")));

        assertThat(deployment.isComplete()).isTrue();
        assertThat(deployment.hasFailed()).isTrue();
        assertThat(deployment.reason()).isEqualTo("worker.lease is 1");
    }

    private static String json(LogRecord entry) {
        return new LogFormat(true).format(entry);
    }

    @Test
    void a_server_that_lists_nothing_has_failed_for_the_deepest_cause_of_the_first_severe_entry() throws Exception {
        var deployment = write(HEAD + "WARNING [a.B] early\njava.lang.IllegalStateException: harmless\n"
                + HEAD + "SEVERE [a.B] It broke\n"
                + "jakarta.ejb.EJBException: outer\n\tat a.B.c(B.java:1)\n"
                + "Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed\n"
                + "Checksum mismatch for version 1\n\n\tat d.E.f(E.java:2)\n"
                + HEAD + "SEVERE [a.B] And again\njava.lang.Error: later\n"
                + STARTED + "\n    ]\n  }\n}\n");

        assertThat(deployment.hasFailed()).isTrue();
        assertThat(deployment.reason()).isEqualTo("Validate failed Checksum mismatch for version 1");
    }

    @Test
    void a_process_that_never_became_a_server_is_explained_by_its_last_words() throws Exception {
        var deployment = write("Unrecognized option: -Xfoo\nError: Could not create the Java Virtual Machine.\n");

        assertThat(deployment.isComplete()).isFalse();
        assertThat(deployment.reason()).startsWith("Error: Could not create the Java Virtual Machine. (see ");
    }

    @Test
    void what_an_earlier_start_wrote_counts_for_nothing() throws Exception {
        write(STARTED + "\n    ]\n");

        assertThat(new DeploymentLog(log, Files.size(log)).isComplete()).isFalse();
    }

    private DeploymentLog write(String text) throws IOException {
        Files.writeString(log, text);
        return new DeploymentLog(log, 0);
    }
}
