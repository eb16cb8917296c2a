package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Exposition;
import org.junit.jupiter.api.Test;

class MetricsHttpIT extends HttpTest {
    @Test
    void both_addresses_answer_our_metrics_in_prometheus_format() {
        for (var path : new String[] {"/metrics", "/worker/metrics"}) {
            var answer = http.send(
                    "GET",
                    path,
                    null,
                    "Accept",
                    "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.header("content-type").replace(" ", ""))
                    .contains("text/plain")
                    .contains("version=0.0.4");
            assertThat(Exposition.parse(answer.body()).names())
                    .contains("agent_runner_runs_ended_total", "agent_runner_slots", "agent_runner_build_info");
        }
    }
}
