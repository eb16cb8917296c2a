package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of settings in docs/operations.md agrees with every setting. */
class SettingsDocumentTest {
    private static final Pattern ROW = Pattern.compile(
            "^\\| `([a-z.]+)` \\| `([A-Z_]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| (yes|no) \\| ([^|]+) \\|$",
            Pattern.MULTILINE);

    private record Row(String key, String variable, String fallback, String range, String unit, boolean live) {}

    @Test
    void each_row_agrees_with_the_setting_and_they_stand_in_the_same_order() throws IOException {
        var rows = rows().map(row -> new Row(
                        row.group(1),
                        row.group(2),
                        row.group(3).replace("`", ""),
                        row.group(4),
                        row.group(5),
                        row.group(6).equals("yes")))
                .toList();
        assertThat(rows).containsExactlyElementsOf(settings());
    }

    @Test
    void each_meaning_begins_like_that_of_the_setting() throws IOException {
        var meanings = rows().collect(Collectors.toMap(row -> row.group(1), row -> plain(row.group(7))));
        assertThat(Settings.ALL)
                .allSatisfy(setting -> assertThat(meanings.get(setting.key()))
                        .as(setting.key())
                        .startsWith(setting.meaning()));
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs/operations.md"))).results();
    }

    /** Returns text in Markdown without code marks and targets of links. */
    private static String plain(String markdown) {
        return markdown.replace("`", "").replaceAll("\\[([^]]+)]\\([^)]+\\)", "$1");
    }

    private static List<Row> settings() {
        return Settings.ALL.stream()
                .map(setting -> new Row(
                        setting.key(),
                        setting.variable(),
                        fallback(setting),
                        setting.range().replace("a whole number from ", "").replace("; empty: workspace.root", ""),
                        setting.unit().isEmpty() ? "–" : setting.unit(),
                        setting.live()))
                .toList();
    }

    /** Returns the default in the form for readers. */
    private static String fallback(Setting<?> setting) {
        return switch (setting.key()) {
            case "worker.cpu.concurrency" -> "number of processors";
            case "workspace.roots" -> "workspace.root";
            default -> setting.fallback().isEmpty() ? "none" : setting.fallback();
        };
    }
}
