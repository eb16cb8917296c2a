package io.agentrunner.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.agentrunner.agent.StorableText;
import io.agentrunner.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** JSON that is accepted with a request can be read by its attempt, and by clients in a list. */
class AcceptedJsonTest {
    record Body(RawJson options) {}

    private final Random random = new Random(14);

    @Test
    void whatever_is_accepted_can_be_claimed_listed_and_shown() throws Exception {
        var reader = new JsonMapper();
        var accepted = 0;
        for (var i = 0; i < 5000; i++) {
            var body = "{\"options\":{\"a\":" + value() + "}}";
            RawJson options;
            try {
                options = Json.read(body.getBytes(StandardCharsets.UTF_8), Body.class)
                        .options();
            } catch (ProblemException e) {
                continue;
            }
            accepted++;
            assertThat(Json.parse(options.text()).has("a")).as(body).isTrue();
            assertThat(StorableText.of(options.text())).isEqualTo(options.text());
            var shown = reader.readTree("[{\"options\":" + options.text() + "}]");
            assertThat(shown.at("/0/options").has("a")).as(body).isTrue();
        }
        assertThat(accepted).isBetween(500, 4500);
    }

    private String value() {
        return switch (random.nextInt(8)) {
            case 0 -> digits(random.nextInt(1, 1200));
            case 1 -> digits(random.nextInt(1, 1200)) + "e" + random.nextInt(-500, 500);
            case 2 -> "-0." + digits(random.nextInt(1, 1200)) + "E" + random.nextInt(-1_000_000_000, 1_000_000_000);
            case 3 -> digits(1) + "e" + digits(random.nextInt(1, 30));
            case 4 -> {
                var levels = random.nextInt(900, 1100);
                yield "[".repeat(levels) + "1" + "]".repeat(levels);
            }
            case 5 -> {
                var levels = random.nextInt(900, 1100);
                yield "{\"k\":".repeat(levels) + "1" + "}".repeat(levels);
            }
            case 6 -> "{\"" + "k".repeat(random.nextInt(49_900, 50_100)) + "\":1}";
            default -> {
                var text = new StringBuilder("\"");
                random.ints(10, 0, 0x10000).forEach(c -> text.append("\\u%04x".formatted(c)));
                yield text.append('"').toString();
            }
        };
    }

    private String digits(int count) {
        var digits = new StringBuilder("1");
        while (digits.length() < count) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }
}
