package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.container.OneServer;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The second listener ({@code HEALTH_PORT}) serves health and metrics, and nothing else. */
class HealthListenerIT extends HttpTest {
    @ArquillianResource
    private URL server;

    private Http health;

    @BeforeEach
    void listener() throws MalformedURLException {
        health = new Http(URI.create("http://" + server.getHost() + ":" + OneServer.HEALTH_PORT + "/")
                .toURL());
    }

    @Test
    void it_serves_health_and_metrics_as_the_other_listener_does() {
        for (var path : List.of("/health", "/health/", "/health/live", "/health/ready", "/health/started")) {
            var answer = health.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.json().path("status").asText()).isEqualTo("UP");
            assertThat(names(answer)).isEqualTo(names(http.get(path))).isNotEmpty();
        }
        assertThat(health.get("/metrics").body()).contains("agent_runner_requests_refused_total{reason=\"bodies\"}");
    }

    private static Set<String> names(Http.Answer answer) {
        return Set.copyOf(answer.json().path("checks").findValuesAsText("name"));
    }

    @Test
    void everything_else_is_not_found_for_any_method_and_however_it_is_written() {
        each(
                List.of(
                        "/",
                        "/runs",
                        "/runs/1",
                        "/stats",
                        "/settings",
                        "/docs",
                        "/openapi",
                        "/openapi/",
                        "/openapi.json",
                        "/mpmetrics",
                        "/problem",
                        "/metrics/",
                        "/metrics/x",
                        "/metrics;x",
                        "/worker/metrics",
                        "/health/../runs",
                        "/health/%2e%2e/runs",
                        "/health/;/runs",
                        "/health//../runs",
                        "//runs",
                        "http://localhost/runs"),
                path -> {
                    for (var method : List.of("GET", "POST", "PUT", "DELETE", "BREW")) {
                        var answer = storesNothing(() -> health.raw(method + " " + path + "?project_id=1&goal=x"));
                        assertProblem(answer, 404);
                        assertThat(answer.detail()).contains("/health/ready", "/metrics only");
                    }
                });
        assertProblem(health.raw("GET /runs/5%"), 400);
        assertProblem(health.raw("GET /health%"), 400);
    }
}
