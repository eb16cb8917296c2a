package io.agentrunner.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules of the console's sources that a browser's policy does not hold. */
class ConsoleSourcesTest {
    private static final Path ROOT = Path.of("src/main/resources/console");
    /** Each would make HTML of text, or ask another host, or be refused by the policy. */
    private static final List<Pattern> FORBIDDEN = List.of(
            Pattern.compile("unsafe[-_]?(HTML|svg|mathml|static)", Pattern.CASE_INSENSITIVE),
            Pattern.compile("\\.(inner|outer)HTML\\b|insertAdjacentHTML|document\\.write|createContextualFragment"),
            Pattern.compile("\\beval\\(|new Function\\("),
            Pattern.compile("(?<![.\\w-])style=[\"$]"),
            Pattern.compile("\\bon[a-z]+=\""),
            Pattern.compile("(?<!localhost)https?://(?!www\\.w3\\.org/2000/svg)"));

    @Test
    void no_source_makes_markup_of_text_or_names_another_host() throws IOException {
        var found = new ArrayList<String>();
        for (var file : sources()) {
            for (var line : Files.readAllLines(file)) {
                for (var forbidden : FORBIDDEN) {
                    if (forbidden.matcher(line).find()) {
                        found.add(ROOT.relativize(file) + ": " + line.strip());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void every_module_is_checked_by_types_and_below_300_lines() throws IOException {
        for (var file : sources()) {
            var lines = Files.readAllLines(file);
            assertThat(lines).as(file.toString()).hasSizeLessThanOrEqualTo(300);
            if (file.toString().endsWith(".js") && !file.endsWith("theme.js")) {
                assertThat(lines.getFirst()).as(file.toString()).isEqualTo("// @ts-check");
            }
        }
    }

    @Test
    void the_page_takes_the_context_root_and_the_version() {
        var page = "<base href=\"/\"><meta content=\"development\">".getBytes(StandardCharsets.UTF_8);
        assertThat(new String(ConsoleFiles.index(page, "/agents", "42"), StandardCharsets.UTF_8))
                .isEqualTo("<base href=\"/agents/\"><meta content=\"42\">");
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
