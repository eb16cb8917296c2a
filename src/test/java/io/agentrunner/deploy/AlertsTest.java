package io.agentrunner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The alert rules have Prometheus' form and query each metric by its kind. {@code MonitoringIT} checks the names. */
class AlertsTest {
    private static final Pattern METRIC = Pattern.compile("\\bagent_runner_[a-z0-9_]+");
    private static final Pattern OF_CLUSTER =
            Pattern.compile("agent_runner_(runs_(queued|scheduled|unclaimable|running|paused)|queue_.*)");
    private static final Pattern OF_NODE = Pattern.compile("agent_runner_(slots.*|build_info|ready)");
    private static final Pattern BY = Pattern.compile("\\bby \\(([a-z, ]*)\\)");
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{(.*?)}}");

    private final List<JsonNode> rules = new ArrayList<>();

    AlertsTest() throws IOException {
        var file = Yaml.read(Path.of("server-config/monitoring/prometheus-alerts.yml"));
        assertThat(Yaml.names(file)).containsExactly("groups");
        for (var group : file.get("groups")) {
            assertThat(Yaml.names(group)).containsExactlyInAnyOrder("name", "rules");
            group.get("rules").forEach(rules::add);
        }
    }

    private static String expression(JsonNode rule) {
        return rule.get("expr").asText();
    }

    private static Set<String> groupedBy(String expression) {
        return BY.matcher(expression)
                .results()
                .flatMap(by -> Pattern.compile(", ?").splitAsStream(by.group(1)))
                .collect(Collectors.toSet());
    }

    @Test
    void every_rule_has_what_prometheus_knows_and_says_what_is_wrong_and_what_to_do() {
        assertThat(rules).hasSizeGreaterThanOrEqualTo(6).allSatisfy(rule -> {
            assertThat(Yaml.names(rule)).isSubsetOf("alert", "expr", "for", "labels", "annotations");
            assertThat(rule.get("alert").asText()).matches("AgentRunner[A-Za-z]+");
            assertThat(rule.path("for").asText("0m")).matches("\\d+[smh]");
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(Yaml.names(rule.get("annotations"))).containsExactlyInAnyOrder("summary", "action");
            assertThat(rule.get("annotations"))
                    .allSatisfy(text -> assertThat(text.asText()).endsWith("."));
        });
        assertThat(rules).extracting(rule -> rule.get("alert").asText()).doesNotHaveDuplicates();
    }

    @Test
    void every_alert_has_its_first_steps_in_the_runbook() throws IOException {
        var runbook = Files.readString(Path.of("docs/operations.md"));
        assertThat(rules)
                .allSatisfy(rule ->
                        assertThat(runbook).contains("`" + rule.get("alert").asText() + "`"));
    }

    @Test
    void a_text_names_only_labels_that_the_expression_leaves() {
        for (var rule : rules) {
            TEMPLATE.matcher(rule.get("annotations").toString())
                    .results()
                    .forEach(found -> assertThat(groupedBy(expression(rule)))
                            .as(rule.toString())
                            .contains(found.group(1).strip().replaceFirst("^\\$labels\\.", "")));
        }
    }

    @Test
    void brackets_are_closed_in_the_order_in_which_they_were_opened() {
        for (var rule : rules) {
            var left = expression(rule).replaceAll("\"[^\"]*\"|[^(){}\\[\\]]", "");
            for (var before = ""; !before.equals(left); ) {
                before = left;
                left = left.replace("()", "").replace("[]", "").replace("{}", "");
            }
            assertThat(left).as(expression(rule)).isEmpty();
        }
    }

    @Test
    void counters_are_asked_for_their_growth_the_cluster_for_a_maximum_and_nodes_for_a_sum() {
        for (var rule : rules) {
            var expression = expression(rule);
            METRIC.matcher(expression).results().forEach(found -> {
                var name = found.group();
                var before = expression.substring(0, found.start()).stripTrailing();
                var after = expression.substring(found.end());
                if (name.matches(".*_(total|bucket|sum|count)")) {
                    assertThat(before).as(expression).matches("(?s).*\\b(rate|increase)\\($");
                    assertThat(after).as(expression).matches("(?s)^(\\{[^}]*})?\\[\\d+[smh]].*");
                } else if (OF_CLUSTER.matcher(name).matches()) {
                    assertThat(before).as(expression).matches("(?s).*\\b(max by \\(job\\) |absent)\\($");
                } else {
                    assertThat(name).as("a gauge of one node").matches(OF_NODE);
                    assertThat(before)
                            .as(expression)
                            .matches(
                                    "(?s).*\\b(sum by \\(job\\) |min by \\(job, instance\\) |count( by \\(job(, instance)?\\) )?)"
                                            + "\\((last_over_time\\()?$");
                }
                if (name.endsWith("_bucket")) {
                    assertThat(expression).startsWith("histogram_quantile(");
                    assertThat(groupedBy(expression)).contains("le");
                }
            });
        }
    }

    @Test
    void without_a_node_that_claims_there_is_nothing_to_say_about_slots() {
        var slots = rules.stream()
                .map(AlertsTest::expression)
                .filter(expression -> expression.contains("agent_runner_slots"))
                .toList();
        assertThat(slots)
                .filteredOn(expression -> expression.contains("(agent_runner_slots)"))
                .singleElement()
                .asString()
                .endsWith("(agent_runner_slots) > 0");
    }
}
