package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists of statuses in SQL agree with the enum. */
class RunStatusInSqlTest {
    private static final Pattern LIST = Pattern.compile("status\\w* in \\(('[A-Z]+'(?:, '[A-Z]+')*)\\)");
    private static final Set<RunStatus> TERMINAL = EnumSet.copyOf(
            Stream.of(RunStatus.values()).filter(RunStatus::isTerminal).toList());

    /** Lists with another meaning than "ended", each with its meaning. */
    private static final Set<Set<RunStatus>> OTHERS = Set.of(
            EnumSet.allOf(RunStatus.class),
            // The rare statuses, for the index of the list by status.
            EnumSet.of(RunStatus.PAUSED, RunStatus.FAILED, RunStatus.STOPPED));

    @Test
    void the_terminal_statuses_are_listed_once() throws IOException {
        var lists = lists();
        assertThat(lists).hasSizeGreaterThan(5);
        assertThat(lists.stream()
                        .filter(list -> list.stream().anyMatch(RunStatus::isTerminal))
                        .filter(list -> !OTHERS.contains(list)))
                .as("the function is_terminal")
                .containsExactly(TERMINAL);
    }

    private static List<Set<RunStatus>> lists() throws IOException {
        try (var resources = Files.walk(Path.of("src/main/resources"));
                var sources = Files.walk(Path.of("src/main/java"))) {
            return Stream.concat(resources, sources)
                    .filter(file -> file.toString().matches(".*\\.(sql|xml|java)"))
                    .flatMap(file -> LIST.matcher(text(file)).results().toList().stream())
                    .map(RunStatusInSqlTest::statuses)
                    .toList();
        }
    }

    private static Set<RunStatus> statuses(MatchResult list) {
        return Arrays.stream(list.group(1).replace("'", "").split(", "))
                .map(RunStatus::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(RunStatus.class)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
