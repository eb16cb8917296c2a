package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of settings in docs/operations.md agrees with every setting. */
class SettingsDocumentTest {
    private static final Pattern ROW = Pattern.compile(
            "^\\| `([a-z.]+)` \\| `([A-Z_]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| (yes|no) \\| ([^|]+) \\|$",
            Pattern.MULTILINE);

    private record Row(String key, String variable, String fallback, String range, String unit, boolean live) {}

    @Test
    void each_row_agrees_with_the_setting_and_they_stand_in_the_same_order() throws IOException {
        var rows = ROW.matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .map(row -> new Row(
                        row.group(1),
                        row.group(2),
                        row.group(3).replace("`", ""),
                        row.group(4),
                        row.group(5),
                        row.group(6).equals("yes")))
                .toList();
        assertThat(rows).containsExactlyElementsOf(settings());
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
