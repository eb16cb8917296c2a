package io.agentrunner.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    record Sample(Long projectId, String goal, Integer maxAttempts, Boolean dryRun, Instant runAt, RawJson options) {}

    @Test
    void members_are_snake_case_and_times_are_utc() {
        var read = read("{'project_id':7,'run_at':'2026-02-01T12:30:00+02:00','unknown':1}");
        assertThat(read.projectId()).isEqualTo(7);
        assertThat(Json.text(read))
                .contains("\"run_at\":\"2026-02-01T10:30:00Z\"")
                .contains("\"max_attempts\":null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'goal':5}|goal must be a string.",
                "{'goal':true}|goal must be a string.",
                "{'project_id':'1'}|project_id must be a whole number.",
                "{'project_id':1.5}|project_id must be a whole number.",
                "{'max_attempts':true}|max_attempts must be a whole number from -2147483648 to 2147483647.",
                "{'dry_run':'true'}|dry_run must be true or false.",
                "{'run_at':'tomorrow'}|run_at must be a time in RFC 3339 form, like 2026-02-01T10:30:00Z.",
                "{'run_at':'+12026-02-01T10:30:00Z'}|run_at must be a time in RFC 3339 form, like 2026-02-01T10:30:00Z.",
                "{'options':[]}|options must be an object.",
                "[]|The body must be an object.",
                "7|The body must be an object.",
            })
    void a_wrong_type_is_named_with_the_right_one(String body, String detail) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(ProblemException.class)
                .hasMessage(detail);
    }

    @Test
    void broken_json_is_located() {
        assertThatThrownBy(() -> read("{'goal': oops}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("The body is not valid JSON (line 1, column ");
    }

    @Test
    void an_empty_body_and_what_follows_the_value_are_refused() {
        assertThatThrownBy(() -> read("null")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> read("{} {}")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(ProblemException.class);
    }

    private static Sample read(String body) {
        return Json.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Sample.class);
    }
}
