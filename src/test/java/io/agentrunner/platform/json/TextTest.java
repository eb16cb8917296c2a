package io.agentrunner.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "a\u0000b, a\uFFFDb",
        "\uD83D\uDE00 stays, \uD83D\uDE00 stays",
        "cut \uD83D, cut \uFFFD",
        "\uDE00\uD83D, \uFFFD\uFFFD",
        "\uD83D\uD83D\uDE00, \uFFFD\uD83D\uDE00",
    })
    void nul_and_halves_of_surrogate_pairs_are_replaced_and_nothing_else(String given, String stored) {
        assertThat(Text.storable(given)).isEqualTo(stored);
    }

    @Test
    void any_string_becomes_one_that_utf_8_can_hold_and_postgresql_stores() throws CharacterCodingException {
        var random = new Random(14);
        for (var i = 0; i < 10_000; i++) {
            var given = new StringBuilder();
            for (var length = random.nextInt(20); length > 0; length--) {
                given.append(random.nextBoolean() ? (char) random.nextInt(0xD700, 0xE100) : (char) random.nextInt(3));
            }
            var stored = Text.storable(given.toString());
            StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(stored));
            assertThat(stored).doesNotContain("\u0000");
            assertThat(Text.storable(stored)).isEqualTo(stored);
        }
    }

    @Test
    void names_and_strings_of_json_are_replaced_too_however_deep() {
        var tree = Json.object().put("a\u0000", "\u0000");
        tree.putArray("list").addObject().put("\uD83D", "x\uDE00").put("n", 1);
        assertThat(Json.storable(tree))
                .isEqualTo("{\"a\uFFFD\":\"\uFFFD\",\"list\":[{\"\uFFFD\":\"x\uFFFD\",\"n\":1}]}");
        assertThat(Json.storable("line\nend")).isEqualTo("\"line\\nend\"");
        assertThat(Json.storable(null)).isNull();
    }

    @Test
    void bytes_are_counted_in_utf_8() {
        assertThat(Text.fits("e".repeat(10), 10)).isTrue();
        assertThat(Text.fits("e".repeat(11), 10)).isFalse();
        assertThat(Text.fits("\u20AC".repeat(3), 9)).isTrue();
        assertThat(Text.fits("\u20AC".repeat(3), 8)).isFalse();
        assertThat(Text.fits("\uD83D\uDE00", 4)).isTrue();
        assertThat(Text.fits("\uD83D\uDE00", 3)).isFalse();
    }
}
