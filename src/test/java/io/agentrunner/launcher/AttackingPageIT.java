package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import io.agentrunner.browser.Browser;
import io.agentrunner.inside.Exposition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real browser on a machine that reaches a node with {@code access=open}. The page of an attacker, whose name resolves to
 * this machine, changes and reads nothing; a web application on another port works when it is allowed to.
 */
@Tag("console")
class AttackingPageIT {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final String PAGE = "src/test/resources/attacking-page.html";

    @TempDir
    static Path folder;

    private static EmbeddedDatabase database;
    private static NodeProcess node;
    private static HttpServer pages;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        database = EmbeddedDatabase.start(folder);
        node = NodeProcess.start(
                NodeOptions.of(Ports.free(), folder).with(database.database()).with(Map.of("WORKER_ENABLED", "false")));
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var page = Files.readAllBytes(Path.of(PAGE));
        pages.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        browser = Browser.start("--host-resolver-rules=MAP *.example 127.0.0.1");
        node.awaitReady(START);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        browser.close();
        pages.stop(0);
        node.terminate();
        assertThat(node.awaitExit(START)).isTrue();
        database.close();
    }

    private static String server() {
        return "http://localhost:" + node.port();
    }

    /** Every operation, of an id that exists where there is one. */
    private static List<Map<String, String>> operations() throws IOException {
        var document = new ObjectMapper()
                .readTree(Path.of("src/main/resources/META-INF/openapi.json").toFile());
        var operations = new ArrayList<Map<String, String>>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (METHODS.contains(method.getKey()) && !path.getKey().startsWith("/health")) {
                        var filled = path.getKey()
                                .replace("/nodes/{id}", "/nodes/self")
                                .replace("{key}", "worker.check.interval")
                                .replaceAll("\\{[^}]+}", "1");
                        operations.add(Map.of(
                                "method",
                                method.getKey().toUpperCase(Locale.ROOT),
                                "path",
                                filled,
                                "address",
                                server() + filled));
                    }
                }));
        assertThat(operations).hasSizeGreaterThan(30);
        return operations;
    }

    private static List<Object> state() throws SQLException {
        try (var session = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = session.createStatement();
                var found = statement.executeQuery("select (select count(*) from run), (select count(*) from project),"
                        + " (select string_agg(status, ',' order by id) from run), (select count(*) from event),"
                        + " (select count(*) from setting), (select string_agg(name, ',' order by id) from project),"
                        + " (select bool_or(drain_requested) from node)")) {
            found.next();
            var row = new ArrayList<Object>();
            for (var column = 1; column <= 7; column++) {
                row.add(found.getObject(column));
            }
            return row;
        }
    }

    private static String send(String method, String path, String json) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(server() + path))
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(json));
            var answer = client.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body();
        }
    }

    private static double refused(String reason) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(server() + "/metrics")).build(), BodyHandlers.ofString());
            return Exposition.parse(answer.body()).value("agent_runner_requests_refused_total", "reason", reason);
        }
    }

    private static Page open(String origin) {
        var page = browser.page();
        page.navigate(origin + "/");
        return page;
    }

    @Test
    void a_page_of_another_origin_changes_and_reads_nothing_with_any_operation() throws Exception {
        send("POST", "/runs", "{\"project_id\":1,\"goal\":\"mine\",\"run_at\":\"2100-01-01T00:00:00Z\"}");
        var before = state();
        var refusals = refused("origin");
        var page = open("http://attacker.example:" + pages.getAddress().getPort());
        var said = (Map<?, ?>) page.evaluate("attack", operations());
        assertThat((List<?>) said.get("leaks")).isEmpty();
        assertThat(state()).isEqualTo(before);
        assertThat(refused("origin") - refusals)
                .as("refused, so the attacks reached the node")
                .isGreaterThan(30);
    }

    @Test
    void an_application_on_another_port_works_when_its_origin_is_allowed_and_not_before() throws Exception {
        var origin = "http://localhost:" + pages.getAddress().getPort();
        var before = state();
        var refused = (Map<?, ?>) open(origin).evaluate("app", server());
        assertThat(refused.containsKey("refused")).as(refused.toString()).isTrue();
        assertThat(state()).isEqualTo(before);

        send("PUT", "/settings/cors.origins", "{\"value\":\"" + origin + "\"}");
        var said = (Map<?, ?>) open(origin).evaluate("app", server());
        assertThat(said.get("refused")).isNull();
        assertThat(said.get("created")).isEqualTo(201);
        assertThat((String) said.get("location")).startsWith("/runs/");
        assertThat(said.get("missing")).isEqualTo(404);
        assertThat(said.get("events")).isEqualTo("RUN_CREATED");
        send("DELETE", "/settings/cors.origins", "");
    }
}
