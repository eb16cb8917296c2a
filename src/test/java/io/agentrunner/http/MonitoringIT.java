package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts together use exactly the metrics that a server reports. */
class MonitoringIT extends HttpTest {
    private static final Path FOLDER = Path.of("server-config", "monitoring");
    /** A name that is not a function, a keyword or a label. */
    private static final Pattern METRIC =
            Pattern.compile("\\bagent_runner_[a-z0-9_]+|\\b[a-z_]+_(?:total|seconds|info)\\b");

    /** Returns the metrics, which are complete after the first read of the counters. */
    private Set<String> told() {
        TestRuns.queued().agent("nobody").save();
        Await.until(
                "the server tells the cluster's counters, and how long a run waits",
                () -> scraped().contains("agent_runner_queue_oldest_age_by_priority_seconds"));
        return scraped();
    }

    private Set<String> scraped() {
        return Exposition.parse(http.get("/metrics").body()).names();
    }

    private static Set<String> metricsIn(String expression) {
        return METRIC.matcher(expression)
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ofDashboard() throws IOException {
        var names = new TreeSet<String>();
        var dashboard = Json.parse(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
        for (var panel : dashboard.path("panels")) {
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
            for (var target : panel.path("targets")) {
                var used = metricsIn(target.path("expr").asText());
                assertThat(used).as(target.toString()).isNotEmpty();
                names.addAll(used);
            }
        }
        for (var variable : dashboard.path("templating").path("list")) {
            names.addAll(metricsIn(variable.path("query").asText()));
        }
        return names;
    }

    @Test
    void the_dashboard_shows_only_what_there_is_and_all_of_it() throws IOException {
        assertThat(told()).containsAll(ofDashboard());
        var families =
                told().stream().filter(name -> !name.matches(".*_(sum|count)")).collect(Collectors.toSet());
        assertThat(ofDashboard()).containsAll(families);
    }

    @Test
    void alerts_name_only_what_there_is() throws IOException {
        var rules = Files.readString(FOLDER.resolve("prometheus-alerts.yml")).split("- alert: ");
        assertThat(rules).hasSizeGreaterThan(5);
        for (var i = 1; i < rules.length; i++) {
            var expression = rules[i].substring(rules[i].indexOf("expr:"), rules[i].indexOf("annotations:"));
            assertThat(metricsIn(expression)).as(rules[i]).isNotEmpty();
            assertThat(told()).as(rules[i]).containsAll(metricsIn(expression));
        }
    }
}
