package io.agentrunner.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import io.agentrunner.platform.json.Json;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoopAgentTest {
    private final List<Iteration> committed = new ArrayList<>();

    @Test
    void without_options_it_commits_no_iteration() {
        assertThat(new NoopAgent().work(run("{}", 0))).isNull();
        assertThat(committed).isEmpty();
    }

    @Test
    void it_commits_as_many_iterations_as_it_is_told_with_one_event_each() {
        new NoopAgent().work(run("{\"iterations\":3}", 0));
        assertThat(committed)
                .containsExactly(
                        Iteration.of("EXECUTING", "Iteration 1"),
                        Iteration.of("EXECUTING", "Iteration 2"),
                        Iteration.of("EXECUTING", "Iteration 3"));
    }

    @Test
    void a_later_attempt_goes_on_after_the_last_committed_iteration() {
        new NoopAgent().work(run("{\"iterations\":3}", 2));
        assertThat(committed).containsExactly(Iteration.of("EXECUTING", "Iteration 3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "1000001", "9999999999", "\"3\"", "true"})
    void what_is_no_number_of_iterations_fails_the_run_and_says_why(String iterations) {
        assertThatThrownBy(() -> new NoopAgent().work(run("{\"iterations\":" + iterations + "}", 0)))
                .isInstanceOf(FinalFailureException.class)
                .hasMessage("options.iterations is " + iterations + ", but must be a whole number from 0 to 1000000.");
        assertThat(committed).isEmpty();
    }

    private RunContext run(String options, int iteration) {
        return (RunContext) Proxy.newProxyInstance(
                RunContext.class.getClassLoader(),
                new Class<?>[] {RunContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "options" -> Json.parse(options, JsonNode.class);
                    case "iteration" -> iteration + committed.size();
                    case "commit" -> {
                        committed.add((Iteration) arguments[0]);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
