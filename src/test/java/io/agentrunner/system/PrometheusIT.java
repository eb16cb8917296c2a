package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import io.agentrunner.launcher.Ports;
import io.agentrunner.launcher.UnannouncedRun;
import io.agentrunner.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.microshed.testing.jupiter.MicroShedTest;

/** A real Prometheus scrapes two nodes, loads the alert rules, and answers every query of the dashboard. */
@Tag("monitoring")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@MicroShedTest
@Nodes(
        count = 2,
        environment = {"WORKER_CHECK_INTERVAL=0.2", "WORKER_LEASE=3", "WORKER_HEARTBEAT=1"})
class PrometheusIT {
    private static final Path RULES = Path.of("server-config/monitoring/prometheus-alerts.yml");
    private static final Path DASHBOARD = Path.of("server-config/monitoring/grafana-dashboard.json");
    private static final Duration MOST = Duration.ofSeconds(90);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static Process prometheus;
    private static URI address;

    private final Cluster cluster = Cluster.current();

    @BeforeAll
    static void start() throws IOException {
        var nodes = Cluster.current().nodes();
        var targets = nodes.stream()
                .map(node -> "'127.0.0.1:" + node.port() + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        var config =
                Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: agents
                    static_configs: [{targets: %s}]
                """.formatted(RULES.toAbsolutePath(), targets));
        var port = Ports.free();
        address = URI.create("http://127.0.0.1:" + port);
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        prometheus.destroy();
        assertThat(prometheus.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static JsonNode ask(String path) {
        try {
            var request = HttpRequest.newBuilder(address.resolve(path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return Json.parse(CLIENT.send(request, BodyHandlers.ofString()).body());
        } catch (IOException notYet) {
            assertThat(prometheus.isAlive()).as(log()).isTrue();
            return Json.object();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("prometheus.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode query(String expression) {
        return ask("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private static double number(String expression) {
        return query(expression).at("/data/result/0/value/1").asDouble(Double.NaN);
    }

    private static void await(String expression, double value) {
        Await.until(() -> number(expression) == value, MOST, () -> expression + ": " + query(expression));
    }

    @Test
    @Order(1)
    void it_takes_the_rules_and_both_nodes() throws Exception {
        for (var command : new String[][] {
            {"promtool", "check", "rules", RULES.toString()},
            {"promtool", "test", "rules", "src/test/resources/prometheus-alerts-test.yml"}
        }) {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(printed).isZero();
        }
        await("sum(up{job=\"agents\"})", 2);
        await("sum(agent_runner_ready{job=\"agents\"})", 2);
        await("max(agent_runner_runs_queued{job=\"agents\"})", 0);
        var groups = ask("/api/v1/rules").at("/data/groups");
        assertThat(groups).hasSize(1);
        for (var rule : groups.path(0).path("rules")) {
            Await.until(
                    () -> health(rule.path("name").asText()).equals("ok"),
                    MOST,
                    () -> ask("/api/v1/rules").toString());
        }
    }

    private static String health(String name) {
        for (var rule : ask("/api/v1/rules").at("/data/groups/0/rules")) {
            if (rule.path("name").asText().equals(name)) {
                return rule.path("health").asText();
            }
        }
        return "not there";
    }

    @Test
    @Order(2)
    void every_query_of_the_dashboard_has_an_answer() throws IOException {
        Batch.submit(cluster, cluster.api(0), 20, "\"agent\":\"noop\",\"options\":{\"iterations\":2}")
                .await("status = 'COMPLETED'");
        await("sum(agent_runner_runs_ended_total{job=\"agents\",outcome=\"completed\"})", 20);
        // These runs are due and stay in the queue, since some series only exist while runs wait.
        cluster.number(UnannouncedRun.of("of-no-node"));
        var asked = new ArrayList<String>();
        for (var panel : Json.parse(Files.readString(DASHBOARD)).path("panels")) {
            for (var target : panel.path("targets")) {
                var expression =
                        target.path("expr").asText().replace("$job", "agents").replace("$__rate_interval", "10s");
                asked.add(expression);
                Await.until(
                        () -> !query(expression).at("/data/result").isEmpty(),
                        MOST,
                        () -> panel.path("title") + ", " + expression + ": " + query(expression));
            }
        }
        assertThat(asked).hasSizeGreaterThan(25);
        assertThat(number("sum(increase(agent_runner_runs_ended_total{job=\"agents\"}[1m]))"))
                .isPositive();
    }

    @Test
    @Order(3)
    void a_node_that_drains_is_seen_and_so_is_that_all_are_down() throws Exception {
        cluster.api(1).post("/nodes/self/drain");
        await("sum(agent_runner_ready{job=\"agents\"})", 1);
        await("count(ALERTS{alertname=\"AgentRunnerNodeNotReady\",alertstate=\"pending\"})", 1);

        cluster.nodes().getFirst().kill();
        await("count(ALERTS{alertname=\"AgentRunnerNodeDown\",alertstate=\"pending\"})", 1);
        cluster.nodes().getLast().kill();
        // After its minute, since the staleness of five minutes must not hide it
        await("count(ALERTS{alertname=\"AgentRunnerAllNodesDown\",alertstate=\"firing\",severity=\"critical\"})", 1);
    }
}
