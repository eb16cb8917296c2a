package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Checks the effect of the files in {@code server-config} on a server. */
abstract class ConfiguredServer extends TunedServer {
    @Test
    @Order(2)
    void it_waits_on_loopback_only() throws Exception {
        for (var address : InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
            if (!address.isLoopbackAddress()) {
                try (var free = new ServerSocket(port, 1, address);
                        var freeToo = new ServerSocket(adminPort, 1, address)) {
                    assertThat(free.isBound() && freeToo.isBound()).isTrue();
                }
            }
        }
        assertThat(asadmin("get", "configs.config.server-config.network-config.network-listeners.*"))
                .contains("http-listener-1.address=127.0.0.1", "admin-listener.address=127.0.0.1")
                .contains("http-listener-2.enabled=false");
        assertThat(ListeningPorts.of(domain().process().orElseThrow()))
                .as("all that the process listens on")
                .containsExactlyInAnyOrder("loopback:" + port, "loopback:" + adminPort);
    }

    @Test
    @Order(2)
    void the_pools_are_those_of_server_config() {
        var pool = "resources.jdbc-connection-pool.agentrunner";
        assertThat(asadmin("get", pool + ".*").lines())
                .contains(
                        pool + ".max-pool-size=14",
                        pool + ".max-wait-time-in-millis=5000",
                        pool + ".is-connection-validation-required=true",
                        pool + ".connection-validation-method=custom-validation",
                        pool + ".validation-classname=org.glassfish.api.jdbc.validation.PostgresConnectionValidation",
                        pool + ".property.socketTimeout=30",
                        pool + ".property.connectTimeout=5",
                        pool + ".property.tcpKeepAlive=true",
                        pool + ".property.options=-c idle_in_transaction_session_timeout=15000"
                                + " -c statement_timeout=20000 -c plan_cache_mode=force_generic_plan");
        var requests = "resources.jdbc-connection-pool.agentrunner-requests";
        assertThat(asadmin("get", requests + ".*").lines())
                .contains(requests + ".max-pool-size=20", requests + ".max-wait-time-in-millis=1000");
        var listen = "resources.jdbc-connection-pool.agentrunner-listen";
        assertThat(asadmin("get", listen + ".*").lines())
                .contains(
                        listen + ".max-pool-size=2",
                        listen + ".is-connection-validation-required=true",
                        listen + ".connection-leak-reclaim=false",
                        listen + ".property.socketTimeout=30");
    }

    @Test
    @Order(2)
    void the_document_and_its_page_are_the_applications() throws Exception {
        // Not compared as a whole, since the member servers has the address that the client used.
        assertThat(client().json("/openapi").path("paths"))
                .isEqualTo(new ObjectMapper()
                        .readTree(Path.of("src/main/resources/META-INF/openapi.json")
                                .toFile())
                        .path("paths"));
        var page = client().get("/docs");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("/docs/swagger-ui-bundle.js");
    }

    @Test
    @Order(2)
    void the_files_of_server_config_took_effect() throws Exception {
        var longGoal = "x".repeat(60_000);
        assertThat(ServerClient.send(client().request("/runs?project_id=1&agent=noop&goal=" + longGoal)
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(201);
        var compressed = ServerClient.send(client().request("/runs?full=true")
                .version(HttpClient.Version.HTTP_1_1)
                .header("Accept-Encoding", "gzip")
                .GET());
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(client().get("/metrics").body())
                .contains("agent_runner_slots ")
                .doesNotContain("memory_usedHeap");
        assertThat(client().get("/mpmetrics").body()).contains("memory_usedHeap");
        assertThat(asadmin("get", "configs.config.server-config.thread-pools.thread-pool.http-thread-pool.*"))
                .contains("max-thread-pool-size=200");
        assertThat(database()
                        .texts("select distinct application_name from pg_stat_activity where datname = 'agentrunner'"))
                .contains("agent-runner/server", "agent-runner/server/listen");
    }
}
