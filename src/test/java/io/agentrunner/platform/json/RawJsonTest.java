package io.agentrunner.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.platform.problem.ProblemException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
    record Item(Long projectId, RawJson options, BigDecimal base) {}

    record Batch(List<Item> runs) {}

    private static Item read(String body) {
        return Json.read(body.getBytes(StandardCharsets.UTF_8), Item.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"a\" : 1.0 , \"b\":[ 1E5,-0.0,0.10e+01] }",
                "{\"caf\u00e9\":\"\uD83D\uDE80 \\u00e9\\n\",\"n\":null,\"deep\":{\"x\":[[]]}}"
            })
    void an_object_is_kept_as_it_was_written(String object) {
        var read = read(" {\"base\":1, \"options\": " + object + " ,\"project_id\":7}");
        assertThat(read.options().text()).isEqualTo(object);
        assertThat(read.projectId()).isEqualTo(7);
        assertThat(Json.read(("\uFEFF{\"options\":" + object + "}").getBytes(StandardCharsets.UTF_8), Item.class)
                        .options()
                        .text())
                .isEqualTo(object);
    }

    @Test
    void each_item_of_a_batch_has_its_own() {
        var batch = Json.read(
                "{\"runs\":[{\"options\":{\"a\":1.0}},{},{\"options\":null},{\"options\":{\"b\":[2]}}]}"
                        .getBytes(StandardCharsets.UTF_8),
                Batch.class);
        assertThat(batch.runs().stream().map(Item::options).map(o -> o == null ? null : o.text()))
                .containsExactly("{\"a\":1.0}", null, null, "{\"b\":[2]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1e399|400",
                "1E+0399|400",
                "12e398|400",
                "1e-398|400",
                "0e0|1",
                "-0.0|4",
                "1.5e3|6",
                "1e99999999999|9223372036854775807",
                "1e-99999999999|9223372036854775807",
                "0e999999999|1000000000",
            })
    void the_plain_length_of_a_number_is_bounded_without_writing_it(String number, long most) {
        var length = PlainNumber.Check.length(number);
        assertThat(length).isLessThanOrEqualTo(most);
        if (most < 1000) {
            assertThat(length)
                    .isGreaterThanOrEqualTo(
                            new BigDecimal(number).toPlainString().length() - 2L);
        }
    }

    @Test
    void a_number_that_is_long_in_plain_form_is_refused_by_its_path() {
        for (var number :
                List.of("1e401", "-1e-401", "1e9999999999", "0e999999999", "9".repeat(401), "9".repeat(2000))) {
            var body = "{\"runs\":[{},{\"options\":{\"a\":[0,{\"b c\":" + number + "}]}}]}";
            assertThatThrownBy(() -> Json.read(body.getBytes(StandardCharsets.UTF_8), Batch.class))
                    .as(number)
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "runs[1].options.a[1].b c must have at most 400 characters, written without an exponent.");
        }
        assertThat(read("{\"options\":{\"a\":" + "9".repeat(400) + "}}")
                        .options()
                        .bytes())
                .isEqualTo(406);
    }

    @Test
    void the_size_counts_numbers_in_plain_form_and_keys_at_any_depth() {
        var read = read("{\"options\":{\"a\":1e300,\"b\":{\"c\":[1,{\"d\":\"\u00e9\"}]}}}")
                .options();
        assertThat(read.keys()).isEqualTo(4);
        assertThat(read.bytes()).isBetween((long) read.text().getBytes(StandardCharsets.UTF_8).length + 290, 400L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "{\"\\u0000\":1}", "{\"\\ud83d\":1}"})
    void text_that_cannot_be_stored_is_refused_wherever_it_is(String value) {
        assertThatThrownBy(() -> read("{\"options\":{\"a\":[" + value + "]}}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("options.a[0]")
                .hasMessageContaining("U+0000");
    }

    @Test
    void another_type_a_second_member_of_a_name_and_other_encodings_are_refused() {
        for (var body : List.of(
                "{\"options\":[]}",
                "{\"options\":\"{}\"}",
                "{\"options\":{\"a\":1,\"a\":2}}",
                "{\"options\":{},\"options\":{}}",
                "{\"options\":{\"a\":1}")) {
            assertThatThrownBy(() -> read(body)).as(body).isInstanceOf(ProblemException.class);
        }
        for (var charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            assertThatThrownBy(() -> Json.read("{\"options\":{\"a\":1}}".getBytes(charset), Item.class))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("UTF-8");
        }
    }

    /** Returns sign, whole digits, fraction and exponent in every combination near a limit of the parser or of ours. */
    private static List<String> numbers() {
        var whole =
                List.of("0", "1", "10", "9".repeat(19), "9".repeat(399), "9".repeat(400), "9".repeat(1001), "01", "");
        var fractions = List.of("", ".0", ".", "." + "0".repeat(398) + "1", "." + "1".repeat(1001));
        var exponents = List.of(
                "",
                "e0",
                "E+5",
                "e-5",
                "e400",
                "e-400",
                "e2147483647",
                "e2147483648",
                "e-2147483649",
                "e9999999999",
                "e");
        var numbers = new ArrayList<String>();
        for (var sign : List.of("", "-", "+")) {
            for (var w : whole) {
                for (var f : fractions) {
                    exponents.forEach(e -> numbers.add(sign + w + f + e));
                }
            }
        }
        return numbers;
    }

    @Test
    void whatever_form_a_number_has_it_is_read_or_refused_and_what_is_read_can_be_read_again() {
        var read = 0;
        for (var number : numbers()) {
            for (var member : List.of("project_id", "base", "options", "unknown")) {
                var value = member.equals("options") ? "{\"n\":" + number + "}" : number;
                try {
                    var item = read("{\"" + member + "\":" + value + "}");
                    if (item.options() != null) {
                        assertThat(item.options().text()).isEqualTo(value);
                        var n = Json.parse(item.options().text()).path("n").decimalValue();
                        assertThat(n).isEqualByComparingTo(new BigDecimal(number));
                        assertThat(n.toPlainString().length()).isLessThanOrEqualTo(402);
                        read++;
                    }
                } catch (ProblemException refused) {
                    assertThat(refused.getMessage()).as(number).isNotBlank();
                }
            }
        }
        assertThat(read).isGreaterThan(50);
    }

    @Test
    void random_bytes_in_a_body_are_read_or_refused() {
        var random = new Random(14);
        var body = "{\"runs\":[{\"project_id\":1,\"options\":{\"a\":[1.5e3,\"x\\u00e9\",true]},\"base\":2}]}"
                .getBytes(StandardCharsets.UTF_8);
        for (var i = 0; i < 20_000; i++) {
            var mutated = body.clone();
            for (var n = random.nextInt(3); n >= 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                var runs = Json.read(mutated, Batch.class).runs();
                for (var run : runs == null ? List.<Item>of() : runs) {
                    if (run != null && run.options() != null) {
                        assertThat(Json.parse(run.options().text()).isObject()).isTrue();
                    }
                }
            } catch (ProblemException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
