package io.agentrunner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The objects of {@code kubectl apply -k server-config/kubernetes} agree with each other and with the product. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("server-config", "kubernetes");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    private final JsonNode kustomization = Yaml.read(FOLDER.resolve(KUSTOMIZATION));
    private final JsonNode deployment = Yaml.read(FOLDER.resolve("deployment.yaml"));
    private final JsonNode service = Yaml.read(FOLDER.resolve("service.yaml"));
    private final JsonNode budget = Yaml.read(FOLDER.resolve("pod-disruption-budget.yaml"));
    private final JsonNode pod = deployment.at("/spec/template/spec");
    private final JsonNode container = pod.at("/containers/0");
    private final Dockerfile image = Dockerfile.read();

    KubernetesTest() throws IOException {}

    @Test
    void every_file_is_a_resource_and_every_resource_a_file() throws IOException {
        var files = new HashSet<String>();
        try (var found = Files.list(FOLDER)) {
            found.map(file -> file.getFileName().toString()).forEach(files::add);
        }
        assertThat(files.remove(KUSTOMIZATION)).isTrue();
        assertThat(Yaml.texts(kustomization.get("resources"))).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void all_select_the_pods_that_there_are() {
        var labels = deployment.at("/spec/template/metadata/labels");
        var selectors = Map.of(
                "deployment", deployment.at("/spec/selector/matchLabels"),
                "service", service.at("/spec/selector"),
                "budget", budget.at("/spec/selector/matchLabels"));
        selectors.forEach((who, selector) -> {
            assertThat(selector).as(who).isNotEmpty();
            selector.properties()
                    .forEach(wanted ->
                            assertThat(labels.get(wanted.getKey())).as(who).isEqualTo(wanted.getValue()));
        });
    }

    @Test
    void a_rollout_and_an_eviction_leave_a_node_that_works() {
        var replicas = deployment.at("/spec/replicas").asInt();
        assertThat(replicas).isGreaterThanOrEqualTo(2);
        assertThat(budget.at("/spec/maxUnavailable").asInt()).isBetween(1, replicas - 1);
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1))
                .isZero();
    }

    @Test
    void prometheus_finds_the_pods_by_the_service() throws IOException {
        var monitor = Yaml.read(Path.of("server-config/monitoring/service-monitor.yaml"));
        assertThat(monitor.get("kind").asText()).isEqualTo("ServiceMonitor");
        var labels = service.at("/metadata/labels");
        var wanted = monitor.at("/spec/selector/matchLabels");
        assertThat(wanted).isNotEmpty();
        wanted.properties()
                .forEach(label -> assertThat(labels.get(label.getKey())).isEqualTo(label.getValue()));
        assertThat(monitor.at("/spec/endpoints/0/port")).isEqualTo(service.at("/spec/ports/0/name"));
        assertThat(monitor.at("/spec/endpoints/0/path").asText()).isEqualTo("/metrics");
    }

    @Test
    void each_probe_asks_what_it_is_for() throws IOException {
        for (var probe : Map.of("startupProbe", "Startup", "livenessProbe", "Liveness", "readinessProbe", "Readiness")
                .entrySet()) {
            var asked = container.get(probe.getKey()).get("httpGet");
            assertThat(asked.get("path").asText()).isEqualTo(Project.healthPath(probe.getValue()));
            assertThat(asked.get("port")).isEqualTo(container.at("/ports/1/name"));
        }
        assertThat(container.at("/ports/1/containerPort").asText())
                .isEqualTo(configured().get("HEALTH_PORT"));
        assertThat(container.at("/ports/0/containerPort").asText())
                .isEqualTo(image.only("EXPOSE").text());
        assertThat(service.at("/spec/ports/0/targetPort")).isEqualTo(container.at("/ports/0/name"));
        var startup = container.get("startupProbe");
        assertThat(startup.get("periodSeconds").asInt()
                        * startup.get("failureThreshold").asInt())
                .isGreaterThanOrEqualTo(120);
    }

    @Test
    void a_pod_is_drained_before_it_is_stopped_and_killed_only_after_it_may_have_given_back_its_runs()
            throws Exception {
        var command = Yaml.texts(container.at("/lifecycle/preStop/exec/command"));
        Commands.assertRunnable(command, "/opt/payara/classes", image.copied().keySet());
        assertThat(image.only("WORKDIR", 1).text()).isEqualTo("/opt/payara");
        assertThat(command).contains("io.agentrunner.server.StopHook");
        var arguments = Commands.arguments(command);
        assertThat(arguments).hasSize(3);
        assertThat(arguments.getFirst())
                .isEqualTo("http://127.0.0.1:" + image.only("EXPOSE").text());
        var least = new BigDecimal(arguments.get(1));
        var most = new BigDecimal(arguments.get(2));
        assertThat(least).isPositive().isLessThan(most);
        var grace = new BigDecimal(configured()
                .getOrDefault("WORKER_SHUTDOWN_GRACE", Project.defaultGrace().toString()));
        assertThat(pod.get("terminationGracePeriodSeconds").decimalValue())
                .isGreaterThan(most.add(grace.max(Project.defaultGrace())).add(Project.AFTER_THE_GRACE));
    }

    /** Returns the contents of the generated configuration map. */
    private Map<String, String> configured() {
        var generator = kustomization.at("/configMapGenerator/0");
        assertThat(container.at("/envFrom/0/configMapRef/name")).isEqualTo(generator.get("name"));
        var configured = new TreeMap<String, String>();
        Yaml.texts(generator.get("literals"))
                .forEach(literal -> configured.put(literal.split("=", 2)[0], literal.split("=", 2)[1]));
        return configured;
    }

    @Test
    void nodes_are_set_by_what_the_product_reads_and_get_secrets_by_reference() throws IOException {
        var names = new HashSet<>(configured().keySet());
        assertThat(names).noneMatch(KubernetesTest::isSecret);
        for (var variable : container.get("env")) {
            var name = variable.get("name").asText();
            // Only used in the value of another one.
            if (!container.get("env").toString().contains("$(" + name + ")")) {
                names.add(name);
            }
            if (isSecret(name)) {
                assertThat(variable.has("value")).as(name).isFalse();
                assertThat(variable.at("/valueFrom/secretKeyRef/name").asText()).isNotEmpty();
                assertThat(variable.at("/valueFrom/secretKeyRef/key").asText()).isNotEmpty();
            }
        }
        assertThat(Project.environment()).containsAll(names);
        assertThat(names)
                .contains(
                        "DATABASE_URL",
                        "DATABASE_USER",
                        "DATABASE_PASSWORD",
                        "ACCESS",
                        "ACCESS_BOOTSTRAP_KEY",
                        "NODE_NAME",
                        "NODE_URL");
        assertThat(kustomization.has("secretGenerator")).isFalse();
        for (var file : Yaml.texts(kustomization.get("resources"))) {
            assertThat(Yaml.read(FOLDER.resolve(file)).get("kind").asText()).isNotEqualTo("Secret");
        }
    }

    private static boolean isSecret(String name) {
        return name.matches(".*(PASSWORD|SECRET|TOKEN|_KEY).*");
    }

    @Test
    void a_pod_writes_nowhere_but_into_its_volumes_and_has_no_rights() {
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        var mounted = new TreeMap<String, String>();
        container
                .get("volumeMounts")
                .forEach(mount -> mounted.put(
                        mount.get("mountPath").asText(), mount.get("name").asText()));
        assertThat(mounted.keySet())
                .containsExactlyInAnyOrder("/tmp", image.environment().get("WORKSPACE_ROOT"));
        assertThat(Yaml.texts(pod.get("volumes"), "name")).containsExactlyInAnyOrderElementsOf(mounted.values());

        var rights = pod.get("securityContext");
        assertThat(rights.get("runAsNonRoot").asBoolean()).isTrue();
        assertThat(rights.get("runAsUser").asText() + ":"
                        + rights.get("runAsGroup").asText())
                .isEqualTo(image.only("USER").text());
        // The user who may write into a volume.
        assertThat(rights.get("fsGroup")).isEqualTo(rights.get("runAsGroup"));
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(pod.get("automountServiceAccountToken").asBoolean(true)).isFalse();
    }

    @Test
    void it_is_the_image_of_this_version_with_a_limit_of_memory() throws IOException {
        var names = container.get("image").asText().split(":");
        assertThat(names).containsExactly(kustomization.at("/images/0/name").asText(), Project.version());
        assertThat(kustomization.at("/images/0/newTag").asText()).isEqualTo(Project.version());
        // Java's heap is a share of this limit.
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        assertThat(container.at("/resources/requests/memory")).isEqualTo(container.at("/resources/limits/memory"));
        assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
    }
}
