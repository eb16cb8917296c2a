package io.agentrunner.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.run.RunStatus;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps that {@code make verify} accepts in a log are the table of transitions of {@link RunStatus}. */
class VerifyStepsTest {
    @ParameterizedTest
    @EnumSource
    void the_statuses_before_a_status_are_those_of_the_table(RunStatus status) {
        var accepted = Stream.concat(VerifyChecks.STEPS.stream(), Stream.of(VerifyChecks.BACK_TO_THE_QUEUE))
                .filter(step -> step.is().equals(status.name()))
                .flatMap(step -> step.was().stream())
                .collect(Collectors.toSet());
        assertThat(accepted)
                .isEqualTo(Arrays.stream(RunStatus.values())
                        .filter(before -> before.allows(status))
                        .map(Enum::name)
                        .collect(Collectors.toSet()));
    }

    @Test
    void only_the_first_event_of_a_log_follows_none() {
        assertThat(VerifyChecks.STEPS.stream().filter(step -> step.was().isEmpty()))
                .extracting(VerifyChecks.Step::type)
                .containsExactly("RUN_CREATED");
    }
}
