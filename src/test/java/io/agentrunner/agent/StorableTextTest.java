package io.agentrunner.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.agentrunner.platform.json.Json;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorableTextTest {
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
        assertThat(StorableText.of(given)).isEqualTo(stored);
    }

    @Test
    void any_string_becomes_one_that_utf_8_can_hold_and_postgresql_stores() throws CharacterCodingException {
        var random = new Random(14);
        for (var i = 0; i < 10_000; i++) {
            var given = new StringBuilder();
            for (var length = random.nextInt(20); length > 0; length--) {
                given.append(random.nextBoolean() ? (char) random.nextInt(0xD700, 0xE100) : (char) random.nextInt(3));
            }
            var stored = StorableText.of(given.toString());
            StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(stored));
            assertThat(stored).doesNotContain("\u0000");
            assertThat(StorableText.of(stored)).isEqualTo(stored);
        }
    }

    @Test
    void names_and_strings_of_json_are_replaced_too_however_deep() {
        var tree = Json.object().put("a\u0000", "\u0000");
        tree.putArray("list").addObject().put("\uD83D", "x\uDE00").put("n", 1);
        assertThat(StorableText.of(tree))
                .isEqualTo("{\"a\uFFFD\":\"\uFFFD\",\"list\":[{\"\uFFFD\":\"x\uFFFD\",\"n\":1}]}");
        assertThat(StorableText.of(new TextNode("line\nend"))).isEqualTo("\"line\\nend\"");
        assertThat(StorableText.of((JsonNode) null)).isNull();
    }

    @Test
    void bytes_are_counted_in_utf_8() {
        assertThat(StorableText.fits("e".repeat(10), 10)).isTrue();
        assertThat(StorableText.fits("e".repeat(11), 10)).isFalse();
        assertThat(StorableText.fits("\u20AC".repeat(3), 9)).isTrue();
        assertThat(StorableText.fits("\u20AC".repeat(3), 8)).isFalse();
        assertThat(StorableText.fits("\uD83D\uDE00", 4)).isTrue();
        assertThat(StorableText.fits("\uD83D\uDE00", 3)).isFalse();
    }
}
