package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.deploy.Yaml;
import io.agentrunner.inside.Await;
import io.agentrunner.launcher.NodeProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** The view of an orchestrator's probes on a node from its start to its end, and the effect of its stop hook. */
@MicroShedTest
@Nodes(environment = {"WORKER_CHECK_INTERVAL=0.5", "WORKER_SHUTDOWN_GRACE=1"})
class NodeLifeIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private final Cluster cluster = Cluster.current();

    @Test
    void a_node_is_neither_started_nor_ready_before_the_schema_is_migrated_and_the_node_entered() throws Exception {
        var seen = new LinkedHashSet<Probe>();
        NodeProcess node;
        try (var session = cluster.database();
                var statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("lock table flyway_schema_history in access exclusive mode");
            node = cluster.launch(Map.of());
            Await.until(
                    () -> {
                        // Requested first, so that a response during its wait is seen, too.
                        var waits = waitsForTheHistory();
                        seen.add(Probe.of(node, "started"));
                        seen.add(Probe.of(node, "ready"));
                        return waits;
                    },
                    LONG,
                    () -> "the node does not come to its migration: " + seen);
            assertThat(seen).noneMatch(Probe::isYes);
            assertThat(seen)
                    .extracting(Probe::reason)
                    .contains("The node is starting.", "The schema is being migrated.");
            session.rollback();
        }
        node.awaitReady(LONG);
        assertThat(Probe.of(node, "started").isYes()).isTrue();
        cluster.stop(node);
    }

    @Test
    void a_node_that_other_machines_reach_starts_only_with_hosts_and_serves_only_these() throws Exception {
        var everywhere = Map.of("HOST", "0.0.0.0", "ACCESS_OPEN_ANYWHERE", "true");
        var refused = cluster.launch(everywhere);
        assertThatThrownBy(() -> refused.awaitReady(LONG))
                .hasMessageContaining("http.hosts is not set, but this node listens on 0.0.0.0:" + refused.port())
                .hasMessageContaining("HTTP_HOSTS");
        cluster.stop(refused);

        var hosts = new HashMap<>(everywhere);
        hosts.put("HTTP_HOSTS", "agents.example.org, 127.0.0.1");
        var node = cluster.add(hosts);
        var api = new Api(node.baseUri());
        assertThat(api.get("/stats").status()).isEqualTo(200);
        assertThat(new Api(URI.create("http://localhost:" + node.port()))
                        .get("/stats")
                        .status())
                .as("localhost is no host of its own any more")
                .isEqualTo(421);
        cluster.stop(node);

        hosts.put("HTTP_HOSTS", "*");
        var any = cluster.add(hosts);
        assertThat(new Api(URI.create("http://localhost:" + any.port()))
                        .get("/stats")
                        .status())
                .isEqualTo(200);
        cluster.stop(any);
    }

    private boolean waitsForTheHistory() {
        return cluster.number("select count(*) from pg_locks where not granted"
                        + " and relation = cast('flyway_schema_history' as regclass)")
                > 0;
    }

    @Test
    void the_hook_lets_runs_finish_that_fit_and_the_stop_after_it_gives_the_others_back() throws Exception {
        var node = cluster.nodes().getFirst();
        var api = cluster.api(0);
        var fit = Batch.submit(cluster, api, 10, "\"agent\":\"sleep\",\"options\":{\"seconds\":3}");
        var longer = Batch.submit(cluster, api, 3, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        fit.await("status = 'RUNNING'");
        longer.await("status = 'RUNNING'");

        var hook = stopHook(node, 1, 6);
        Await.until(
                () -> Probe.of(node, "ready").reason().startsWith("The node is draining"),
                LONG,
                () -> "ready says " + Probe.of(node, "ready"));
        var late = Batch.submit(cluster, api, 2, "\"agent\":\"noop\"");
        assertThat(hook.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(hook.exitValue()).as("it says that runs are left").isEqualTo(1);
        fit.expect("status = 'COMPLETED'", fit.size());
        longer.expect("status = 'RUNNING'", longer.size());
        cluster.stop(node);

        fit.expect("status = 'COMPLETED' and attempt = 1 and failures = 0", fit.size());
        assertThat(fit.events("type = 'RUN_RELEASED'")).as("given back").isZero();
        longer.expect("status = 'QUEUED' and attempt = 1 and failures = 0 and losses = 0", longer.size());
        assertThat(longer.events("type = 'RUN_RELEASED'")).isEqualTo(longer.size());
        late.expect("status = 'QUEUED' and attempt = 0", late.size());
        assertThat(cluster.number("select count(*) from run where status = 'RUNNING'"))
                .isZero();
        cluster.verify();
    }

    /** Returns the command of the Kubernetes deployment, with the classes, the address and the limits of this test. */
    private static Process stopHook(NodeProcess node, int least, int most) throws Exception {
        var command = Yaml.texts(Yaml.read(Path.of("server-config/kubernetes/deployment.yaml"))
                .at("/spec/template/spec/containers/0/lifecycle/preStop/exec/command"));
        command.replaceAll(word -> switch (word) {
            case "java" ->
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
            case "/opt/payara/classes" -> "target/classes";
            case "http://127.0.0.1:8080" -> node.baseUri().toString();
            case "5" -> Integer.toString(least);
            case "20" -> Integer.toString(most);
            default -> word;
        });
        return new ProcessBuilder(command).inheritIO().start();
    }
}
