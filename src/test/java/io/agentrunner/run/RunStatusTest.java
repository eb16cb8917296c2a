package io.agentrunner.run;

import static io.agentrunner.run.RunStatus.COMPLETED;
import static io.agentrunner.run.RunStatus.FAILED;
import static io.agentrunner.run.RunStatus.PAUSED;
import static io.agentrunner.run.RunStatus.QUEUED;
import static io.agentrunner.run.RunStatus.RUNNING;
import static io.agentrunner.run.RunStatus.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunStatusTest {
    record Pair(RunStatus from, RunStatus to) {}

    private static final Set<Pair> ALLOWED = Set.of(
            new Pair(QUEUED, RUNNING),
            new Pair(QUEUED, PAUSED),
            new Pair(QUEUED, FAILED),
            new Pair(QUEUED, STOPPED),
            new Pair(RUNNING, QUEUED),
            new Pair(RUNNING, PAUSED),
            new Pair(RUNNING, COMPLETED),
            new Pair(RUNNING, FAILED),
            new Pair(RUNNING, STOPPED),
            new Pair(PAUSED, QUEUED),
            new Pair(PAUSED, FAILED),
            new Pair(PAUSED, STOPPED),
            new Pair(FAILED, QUEUED),
            new Pair(STOPPED, QUEUED));

    static java.util.stream.Stream<Pair> every_pair() {
        return java.util.Arrays.stream(RunStatus.values())
                .flatMap(from -> java.util.Arrays.stream(RunStatus.values()).map(to -> new Pair(from, to)));
    }

    @ParameterizedTest
    @MethodSource("every_pair")
    void only_the_transitions_of_the_table_are_allowed(Pair pair) {
        assertThat(pair.from().allows(pair.to())).isEqualTo(ALLOWED.contains(pair));
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void a_completed_failed_or_stopped_run_is_terminal(RunStatus status) {
        assertThat(status.isTerminal())
                .isEqualTo(Set.of(COMPLETED, FAILED, STOPPED).contains(status));
    }
}
