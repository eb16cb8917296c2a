package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.inside.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A headless Chromium, by the protocol of <a href="https://www.w3.org/TR/webdriver2/">WebDriver</a>. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** It has no sandbox as root, and must not contact other hosts than those of the test. */
    private static final Map<String, Object> CAPABILITIES = Map.of(
            "browserName",
            "chrome",
            "goog:loggingPrefs",
            Map.of("browser", "ALL", "performance", "ALL"),
            "goog:chromeOptions",
            Map.of(
                    "args",
                    List.of(
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run",
                            "--lang=en-US")));

    private final Process driver;
    private final URI session;

    private Browser(Process driver, URI session) {
        this.driver = driver;
        this.session = session;
    }

    static Browser start(Path log) throws Exception {
        var port = Ports.free();
        var driver = driver(port, log);
        try {
            var base = URI.create("http://127.0.0.1:" + port + "/");
            Await.until("chromedriver is up", PATIENCE, () -> isUp(base));
            var made =
                    send(base.resolve("session"), "POST", Map.of("capabilities", Map.of("alwaysMatch", CAPABILITIES)));
            return new Browser(
                    driver, base.resolve("session/" + made.get("sessionId").asText() + "/"));
        } catch (Exception | AssertionError e) {
            driver.destroyForcibly();
            throw e;
        }
    }

    private static Process driver(int port, Path log) {
        try {
            return new ProcessBuilder("chromedriver", "--port=" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "This test needs a browser: sudo apt-get install chromium chromium-driver (" + e.getMessage() + ")",
                    e);
        }
    }

    private static boolean isUp(URI base) {
        try {
            return send(base.resolve("status"), "GET", null).get("ready").asBoolean();
        } catch (IOException notYet) {
            return false;
        }
    }

    void open(URI page) throws IOException {
        send(session.resolve("url"), "POST", Map.of("url", page.toString()));
    }

    /** Replaces the text of a field. */
    void type(String selector, String text) throws IOException {
        var element = element(selector);
        send(element.resolve("clear"), "POST", Map.of());
        send(element.resolve("value"), "POST", Map.of("text", text));
    }

    void click(String selector) throws IOException {
        send(element(selector).resolve("click"), "POST", Map.of());
    }

    /** Returns the value of a JavaScript expression in the page, as text. */
    String value(String expression) {
        try {
            return send(
                            session.resolve("execute/sync"),
                            "POST",
                            Map.of("script", "return " + expression, "args", List.of()))
                    .asText();
        } catch (IOException e) {
            throw new AssertionError(expression, e);
        }
    }

    /** Waits until an expression is true in the current or the next page. */
    void await(String expression) {
        Await.until(expression, PATIENCE, () -> value("!!(" + expression + ")").equals("true"));
    }

    /** Returns the entries of the browser's console since the last call. */
    List<String> console() throws IOException {
        return log("browser").stream()
                .map(entry -> entry.get("message").asText())
                .toList();
    }

    /** Returns the address of every request of pages since the last call, including blocked ones. */
    List<String> requests() throws IOException {
        var addresses = new ArrayList<String>();
        for (var entry : log("performance")) {
            var event = JSON.readTree(entry.get("message").asText()).get("message");
            if (event.get("method").asText().equals("Network.requestWillBeSent")) {
                addresses.add(event.at("/params/request/url").asText());
            }
        }
        return addresses;
    }

    private List<JsonNode> log(String kind) throws IOException {
        var entries = new ArrayList<JsonNode>();
        send(session.resolve("se/log"), "POST", Map.of("type", kind)).forEach(entries::add);
        return entries;
    }

    private URI element(String selector) throws IOException {
        var found = send(session.resolve("element"), "POST", Map.of("using", "css selector", "value", selector));
        return session.resolve("element/" + found.elements().next().asText() + "/");
    }

    private static JsonNode send(URI uri, String method, Map<String, Object> body) throws IOException {
        var content = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        var request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(method, content)
                .build();
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as("%s: %s", uri, response.body()).isEqualTo(200);
            return JSON.readTree(response.body()).get("value");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        var text = session.toString();
        try {
            send(URI.create(text.substring(0, text.length() - 1)), "DELETE", null);
        } finally {
            driver.destroy();
        }
    }
}
