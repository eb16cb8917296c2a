package io.agentrunner.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Contrast of the colours in the style sheet, as WCAG 2.2 computes it: 4.5 for text, 3 for borders of fields. */
class ConsoleContrastTest {
    private static final Path CSS = Path.of("src/main/resources/console/css");
    private static final Pattern TOKEN =
            Pattern.compile("--([a-z-]+): light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);");
    private static final List<String> SURFACES = List.of("canvas", "surface", "raised", "sunken", "hover", "selected");
    private static final List<String> STATUSES =
            List.of("queued", "running", "waiting", "paused", "completed", "failed", "stopped", "needs");

    private final Map<String, List<String>> tokens = tokens();

    @Test
    void every_text_can_be_read_on_every_surface_in_both_themes() {
        var low = new ArrayList<String>();
        for (var surface : SURFACES) {
            for (var text : List.of("text", "muted", "faint", "accent", "tool")) {
                below(4.5, text, surface, low);
            }
            STATUSES.forEach(status -> below(4.5, status, surface, low));
        }
        for (var status : STATUSES) {
            below(4.5, status, status + "-bg", low);
            below(4.5, "text", status + "-bg", low);
        }
        below(4.5, "on-accent", "accent", low);
        for (var surface : List.of("surface", "raised", "canvas")) {
            below(3, "line-strong", surface, low);
            below(3, "focus", surface, low);
        }
        assertThat(low).isEmpty();
    }

    @Test
    void the_formula_is_that_of_the_recommendation() {
        assertThat(contrast("#000000", "#ffffff")).isEqualTo(21);
        assertThat(contrast("#777777", "#ffffff")).isBetween(4.47, 4.49);
    }

    @Test
    void no_colour_stands_outside_the_tokens() throws IOException {
        var literal = Pattern.compile("#[0-9a-fA-F]{3,8}\\b|\\b(?:rgba?|hsla?|oklch)\\(");
        var found = new ArrayList<String>();
        try (var files = Files.list(CSS)) {
            for (var file : files.toList()) {
                for (var line : Files.readAllLines(file)) {
                    if (literal.matcher(line).find() && !line.contains("light-dark(")) {
                        found.add(file.getFileName() + ": " + line.strip());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private void below(double least, String text, String surface, List<String> low) {
        for (var theme = 0; theme < 2; theme++) {
            var is = contrast(tokens.get(text).get(theme), tokens.get(surface).get(theme));
            if (is < least) {
                low.add("%s on %s (%s): %.2f".formatted(text, surface, theme == 0 ? "light" : "dark", is));
            }
        }
    }

    private static double contrast(String one, String other) {
        var a = luminance(one);
        var b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        var rgb = Integer.parseInt(colour.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static Map<String, List<String>> tokens() {
        try {
            var tokens = new TreeMap<String, List<String>>();
            var found = TOKEN.matcher(Files.readString(CSS.resolve("base.css")));
            while (found.find()) {
                tokens.put(found.group(1), List.of(found.group(2), found.group(3)));
            }
            return tokens;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
