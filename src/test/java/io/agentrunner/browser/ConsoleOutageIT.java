package io.agentrunner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import io.agentrunner.launcher.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes go away under an open page. */
class ConsoleOutageIT extends ConsoleTest {
    private static final ContainsTextOptions WITHIN_5_S = new ContainsTextOptions().setTimeout(5_000);
    private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(30_000);

    @Test
    void a_page_goes_on_at_another_node_and_then_waits_until_one_is_back() throws Exception {
        var first = nodes.all().getFirst();
        var second = nodes.start(1).getFirst();
        try (var balancer = new Balancer(List.of(first.baseUri(), second.baseUri()))) {
            var id = nodes.submit("\"name\":\"Survivor\",\"agent\":\"noop\",\"run_at\":\"2099-01-01T00:00:00Z\"");
            page.navigate(balancer.base() + "/console/runs/" + id + "/events");
            assertThat(page.locator(".connection")).containsText("Live", SOON);

            kill(first);
            nodes.use(second);
            for (var n = 0; n < 5; n++) {
                nodes.post("/runs/" + id + "/directive", "{\"text\":\"number " + n + "\"}");
            }
            assertThat(page.locator(".log-row").last()).containsText("number 4", WITHIN_5_S);
            assertThat(page.locator(".log-id").allInnerTexts())
                    .as("no event is missing or double")
                    .isEqualTo(IntStream.rangeClosed(1, 6)
                            .mapToObj(Integer::toString)
                            .toList());

            kill(second);
            assertThat(page.locator(".banner")).containsText("The server does not answer.", SOON);
            assertThat(page.locator(".log-row")).hasCount(6);
            assertThat(button("Stop… s")).isDisabled();

            var third = nodes.startAt(second.port());
            nodes.use(third);
            assertThat(page.locator(".banner")).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
            nodes.post("/runs/" + id + "/directive", "{\"text\":\"after all\"}");
            assertThat(page.locator(".log-row").last()).containsText("after all", SOON);
            assertThat(page.locator(".log-id").allInnerTexts()).hasSize(7).doesNotHaveDuplicates();
            assertThat(button("Stop… s")).isEnabled();
        }
    }

    private static void kill(NodeProcess node) throws InterruptedException {
        node.kill();
        assertThat(node.awaitExit(Duration.ofSeconds(20))).isTrue();
    }

    /** Chromium's own lines about connections that end, and about a node that has not deployed the application yet. */
    @Override
    boolean isExpected(String line) {
        return line.contains("net::ERR_")
                || (line.contains("Failed to load resource") && line.matches(".*status of (404|503) .*"));
    }
}
