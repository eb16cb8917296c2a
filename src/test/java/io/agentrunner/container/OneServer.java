package io.agentrunner.container;

import fish.payara.arquillian.container.payara.managed.PayaraMicroContainerConfiguration;
import fish.payara.arquillian.container.payara.managed.PayaraMicroDeployableContainer;
import io.agentrunner.access.Role;
import io.agentrunner.access.token.TestIssuer;
import io.agentrunner.access.token.TestProvider;
import io.agentrunner.inside.Sql;
import io.agentrunner.launcher.EmbeddedDatabase;
import io.agentrunner.launcher.Installation;
import io.agentrunner.launcher.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;

/**
 * Payara Micro with one database, one start and one deployment for all test classes, which are all in the archive. Both
 * start with the first class that needs them, so tests without Arquillian do not wait.
 */
public class OneServer extends PayaraMicroDeployableContainer {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path CONFIG = Path.of("server-config").toAbsolutePath();

    /** The port of the server for health and metrics, for tests that run outside of the server. */
    public static final int HEALTH_PORT = Ports.free();

    /** The key of the server's first admin. */
    public static final String BOOTSTRAP_KEY = "bootstrap-key-of-the-shared-server";

    /** The identity provider of the server. */
    public static final TestIssuer ISSUER = new TestIssuer();

    public static final TestProvider PROVIDER = new TestProvider(ISSUER, Clock.systemUTC());

    private PayaraMicroContainerConfiguration configuration;
    private EmbeddedDatabase database;
    private Archive<?> deployed;
    private ProtocolMetaData answer;

    @Override
    public void setup(PayaraMicroContainerConfiguration given) {
        configuration = given;
        super.setup(given);
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        if (deployed != null && answer == null) {
            throw new DeploymentException("The server did not start for an earlier test class; see its log");
        }
        if (answer == null) {
            deployed = archive;
            database = emptyDatabase();
            var port = Ports.free();
            configuration.setCmdOptions(options(Stream.concat(
                    environment(),
                    Stream.of("-Dlog=" + TARGET.resolve("container-test/server.log"), ServerProcess.class.getName()))));
            configuration.setExtraMicroOptions(options(Stream.of(
                    "--port",
                    Integer.toString(port),
                    "--rootdir",
                    fresh(TARGET.resolve("container-test/server")).toString(),
                    "--addlibs",
                    Installation.here().driver().toString(),
                    "--logproperties",
                    CONFIG.resolve("logging.properties").toString(),
                    "--prebootcommandfile",
                    CONFIG.resolve("payara-micro-pre-boot.asadmin").toString(),
                    "--postbootcommandfile",
                    CONFIG.resolve("payara-micro.asadmin").toString())));
            answer = loopback(super.deploy(archive), port);
        }
        return answer;
    }

    /** Reaches the server through {@link ServerProcess}. */
    private Stream<String> environment() {
        var environment = new TreeMap<>(database.database().environment());
        environment.put("HOST", "127.0.0.1");
        environment.put("HEALTH_PORT", Integer.toString(HEALTH_PORT));
        environment.put("HEALTH_ENABLED", "true");
        environment.put("NODE_URL", "http://Node.example.org:8000");
        // No poll and no round of maintenance disturbs the steps of a test. TestWorker enables them.
        environment.put("WORKER_ENABLED", "false");
        environment.put("WORKER_CHECK_INTERVAL", "3600");
        environment.put("MP_CONFIG_CACHE_DURATION", "20");
        environment.put("WORKER_SHUTDOWN_GRACE", "1");
        environment.put("ACCESS", "required");
        // A test can come from an address of its own.
        environment.put("HTTP_PROXIES", "127.0.0.1");
        environment.put("ACCESS_BOOTSTRAP_KEY", BOOTSTRAP_KEY);
        environment.put("MP_JWT_VERIFY_ISSUER", ISSUER.url());
        environment.put("MP_JWT_VERIFY_PUBLICKEY_LOCATION", ISSUER.keys());
        environment.put("MP_JWT_VERIFY_AUDIENCES", TestIssuer.AUDIENCE);
        environment.put("ACCESS_OIDC_ISSUER", ISSUER.url());
        environment.put("ACCESS_OIDC_CLIENT_ID", TestProvider.CLIENT);
        environment.put("ACCESS_OIDC_CLIENT_SECRET", TestProvider.SECRET);
        for (var role : Role.values()) {
            environment.put("ACCESS_ROLES_" + role.name(), "group-" + role);
        }
        environment.put("ACCESS_PROJECTS", "limited=999999999");
        return Stream.concat(
                Stream.of("-cp", TARGET.resolve("test-classes").toString()),
                environment.entrySet().stream().map(entry -> "-Denv." + entry.getKey() + "=" + entry.getValue()));
    }

    /** In a permanent folder, so the next start stops a server that a killed test left running. */
    private static EmbeddedDatabase emptyDatabase() {
        var started = EmbeddedDatabase.start(TARGET.resolve("container-test/database"));
        // For the tests that run outside of the server.
        started.database().environment().forEach(System::setProperty);
        Sql.run("drop schema public cascade");
        Sql.run("create schema public");
        return started;
    }

    /** The name that the server gives itself may not resolve here. */
    private static ProtocolMetaData loopback(ProtocolMetaData given, int port) {
        var context = new HTTPContext("127.0.0.1", port);
        given.getContexts(HTTPContext.class).stream()
                .flatMap(found -> found.getServlets().stream())
                .forEach(servlet -> context.add(new Servlet(servlet.getName(), servlet.getContextRoot())));
        return new ProtocolMetaData().addContext(context);
    }

    @Override
    public void undeploy(Archive<?> archive) {
        // The next test class uses it.
    }

    @Override
    public void stop() throws LifecycleException {
        if (deployed == null) {
            return;
        }
        try {
            var children = ProcessHandle.current().children().toList();
            super.undeploy(deployed);
            // The node releases its runs, so the database must outlive it.
            children.stream()
                    .filter(child -> child.info().commandLine().orElse("").contains(ServerProcess.class.getName()))
                    .forEach(child -> child.onExit().join());
        } catch (DeploymentException e) {
            throw new LifecycleException("The server did not stop", e);
        } finally {
            if (database != null) {
                database.close();
            }
        }
    }

    private static String options(Stream<String> words) {
        return words.map(word -> word.replace(" ", "\\ ")).collect(Collectors.joining(" "));
    }

    private static Path fresh(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (var files = Files.walk(folder)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
