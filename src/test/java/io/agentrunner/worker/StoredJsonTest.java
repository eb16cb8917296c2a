package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.platform.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredJsonTest {
    @Test
    void a_later_attempt_reads_what_was_left() {
        var left = Json.object().put("at", 3).put("half", 0.5).put("text", "cut \uD83D");
        var stored = StoredJson.of("checkpoint", left);
        assertThat(stored.value()).isEqualTo(Json.parse(stored.text()));
        assertThat(stored.text()).isEqualTo("{\"at\":3,\"half\":0.5,\"text\":\"cut \uFFFD\"}");
        assertThat(StoredJson.of("checkpoint", null)).isEqualTo(new StoredJson(null, null));
    }

    @Test
    void json_that_could_not_be_read_again_is_refused_with_a_sentence() {
        assertThat(StoredJson.of("checkpoint", nested(Json.LEVELS)).text()).isNotNull();
        refused(nested(Json.LEVELS + 1), "The checkpoint cannot be stored, it");
        refused(nested(200_000), "The checkpoint cannot be stored, it");
        refused(Json.object().put("n", new BigInteger("9".repeat(1001))), "could not be read again: ");
        refused(Json.object().put("n", new BigDecimal("1." + "3".repeat(997) + "e-2000")), "could not be read again: ");
        refused(Json.object().put("k".repeat(50_001), 1), "could not be read again: ");
        refused(Json.object().putPOJO("bean", new Bean()), "cannot be written as JSON: ");
    }

    @Test
    void json_of_more_than_8_mib_in_utf_8_is_refused() {
        assertThat(StoredJson.of("result", new TextNode("e".repeat((8 << 20) - 2)))
                        .text())
                .hasSize(8 << 20);
        assertThatThrownBy(() -> StoredJson.of("result", new TextNode("e".repeat((8 << 20) - 1))))
                .isInstanceOf(FinalFailureException.class)
                .hasMessageStartingWith("The result is longer than 8 MiB");
        assertThatThrownBy(() -> StoredJson.of("result", new TextNode("\u20AC".repeat(3 << 20))))
                .isInstanceOf(FinalFailureException.class);
    }

    /** Any value of an agent is either refused or reads back as the same text. */
    @Test
    void what_is_not_refused_can_be_read_and_written_again() {
        var random = new Random(14);
        var refused = 0;
        for (var i = 0; i < 2000; i++) {
            var left = Json.object();
            left.set("value", value(random));
            try {
                var stored = StoredJson.of("checkpoint", left);
                assertThat(Json.text(Json.parse(Json.text(Json.parse(stored.text())))))
                        .isEqualTo(Json.text(stored.value()));
            } catch (FinalFailureException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 1900);
    }

    private static JsonNode value(Random random) {
        var nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(6)) {
            case 0 -> nodes.numberNode(new BigInteger(random.nextInt(4500), random));
            case 1 ->
                nodes.numberNode(
                        new BigDecimal(new BigInteger(random.nextInt(4500), random), random.nextInt(-3000, 3000)));
            case 2 -> nodes.numberNode(Double.longBitsToDouble(random.nextLong()));
            case 3 -> nested(random.nextInt(900, 1100));
            case 4 -> nodes.objectNode().put("k".repeat(random.nextInt(49_900, 50_100)), 1);
            default -> {
                var text = new StringBuilder();
                random.ints(50, 0, 0x10000).forEach(c -> text.append((char) c));
                yield nodes.textNode(text.toString());
            }
        };
    }

    private static ObjectNode nested(int levels) {
        var tree = Json.object();
        for (var i = 1; i < levels; i++) {
            var outer = Json.object();
            outer.set("a", tree);
            tree = outer;
        }
        return tree;
    }

    private static void refused(JsonNode left, String sentence) {
        assertThatThrownBy(() -> StoredJson.of("checkpoint", left))
                .isInstanceOf(FinalFailureException.class)
                .hasMessageStartingWith("The checkpoint cannot be stored, it ")
                .hasMessageContaining(sentence);
    }

    static final class Bean {
        private int zero;

        public int getDivided() {
            return 1 / zero;
        }
    }
}
