package io.agentrunner.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.platform.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IterationTest {
    @Test
    void events_keep_their_order_and_json_becomes_text() {
        var iteration = Iteration.of("FIRST", "one")
                .and("SECOND", Json.object().put("n", 2))
                .checkpoint(Json.object());
        assertThat(iteration.notes())
                .containsExactly(new Iteration.Note("FIRST", "one"), new Iteration.Note("SECOND", "{\"n\":2}"));
        assertThat(iteration.checkpoint()).isEqualTo(Json.object());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN_COMPLETED", "RUN_X", "DIRECTIVE", "lower", "", "WITH SPACE", "1ST"})
    void an_agent_cannot_write_events_that_tell_a_status(String type) {
        assertThatThrownBy(() -> Iteration.of(type, null)).isInstanceOf(IllegalArgumentException.class);
    }
}
