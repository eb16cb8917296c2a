package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.agentrunner.browser.Browser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /docs} in a browser. This test needs no Payara Server, but the same packages as the tests that do. */
@Tag("console")
class DocsPageIT {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @Test
    void the_page_shows_every_operation_and_tries_one_and_asks_no_other_host(@TempDir Path folder) throws Exception {
        try (var database = EmbeddedDatabase.start(folder)) {
            var node = NodeProcess.start(NodeOptions.of(Ports.free(), folder).with(database.database()));
            try (var browser = Browser.start()) {
                node.awaitReady(START);
                showsAndTries(browser, node.baseUri());
            } finally {
                node.terminate();
                assertThat(node.awaitExit(START)).isTrue();
            }
        }
    }

    private static void showsAndTries(Browser browser, URI server) throws IOException {
        var page = browser.page();
        page.navigate(server.resolve("/docs").toString());
        PlaywrightAssertions.assertThat(page.locator(".opblock")).hasCount(operations());
        assertThat(page.locator("body").innerText()).contains("/runs/{id}/directive", "/settings/{key}");

        page.locator(".opblock-summary-control:has([data-path='/stats'])").click();
        page.locator(".opblock.is-open button.execute").click();
        assertThat(page.locator(".live-responses-table").first().innerText()).contains("200", "oldest_queued_seconds");

        assertThat(browser.console())
                .as("complaints, such as of what the policy forbids")
                .isEmpty();
        assertThat(browser.requests())
                .contains(server + "/openapi", server + "/stats")
                .allMatch(address -> address.startsWith(server + "/") || address.startsWith("data:"));
    }

    private static int operations() throws IOException {
        var count = 0;
        var document = new ObjectMapper()
                .readTree(Path.of("src/main/resources/META-INF/openapi.json").toFile());
        for (var path : document.get("paths")) {
            for (var member : path.properties()) {
                count += METHODS.contains(member.getKey()) ? 1 : 0;
            }
        }
        return count;
    }
}
