package io.agentrunner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page in both themes, wide and narrow: accessible, no wider than the window, from this server alone. */
class ConsolePagesIT extends ConsoleTest {
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice");
    private static final int MOST_REQUESTS = 40;
    private static long failed;
    private static long running;

    /** The element that is there when a page shows its content, by path. */
    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("", "tr[data-id]"),
            Map.entry("?status=failed", "tr[data-id]"),
            Map.entry("runs/FAILED", ".t-attempt"),
            Map.entry("runs/RUNNING", ".t-attempt"),
            Map.entry("runs/RUNNING/events", ".log-row"),
            Map.entry("runs/FAILED/events/1", ".log-payload"),
            Map.entry("runs/FAILED/attempts", "tbody tr"),
            Map.entry("runs/RUNNING/data", ".json"),
            Map.entry("runs/RUNNING/raw", "pre"),
            Map.entry("projects", "tbody tr"),
            Map.entry("nodes", "tbody tr"),
            Map.entry("metrics", "main .empty, .chart"),
            Map.entry("settings", ".setting"),
            Map.entry("nowhere", ".empty"));

    @BeforeAll
    void makeRuns() {
        failed = nodes.submit(
                "\"name\":\"Rebuild the search index\",\"agent\":\"sleep\",\"options\":{\"seconds\":\"x\"}");
        running = nodes.submit(
                "\"name\":\"Fix the flaky login test\",\"options\":{\"step_seconds\":600},\"metadata\":{\"team\":\"core\"}");
        nodes.submit("\"name\":\"Nightly report\",\"run_at\":\"2099-01-01T03:00:00Z\"");
        for (var n = 1; n <= 12; n++) {
            nodes.submit(
                    "\"name\":\"Review pull request " + n + "\",\"agent\":\"noop\",\"options\":{\"iterations\":5}");
        }
        nodes.awaitStatus(failed, "FAILED");
        nodes.awaitStatus(running, "RUNNING");
    }

    static Stream<Arguments> pages() {
        return PAGES.keySet().stream()
                .sorted()
                .flatMap(path -> Stream.of(1360, 360)
                        .flatMap(width -> Stream.of(false, true).map(dark -> Arguments.of(path, width, dark))));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_is_accessible_and_fits_and_comes_from_this_server(String path, int width, boolean dark) {
        page.context().close();
        page = browser.page(width, width < 500 ? 760 : 860, dark);
        open(path.replace("FAILED", Long.toString(failed)).replace("RUNNING", Long.toString(running)));
        page.locator(PAGES.get(path)).first().waitFor();
        page.locator(".grey").first().waitFor(hidden());

        var name = path.isEmpty() ? "runs" : path.replaceAll("[^A-Za-z]+", "-").toLowerCase(java.util.Locale.ROOT);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + "-" + width + (dark ? "-dark" : "-light") + ".png")));
        assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))
                .as("pixels beyond the window")
                .isLessThanOrEqualTo(0);
        assertThat(new AxeBuilder(page)
                        .withTags(RULES).analyze().getViolations().stream()
                                .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                                        + rule.getNodes().stream()
                                                .map(node -> node.getHtml())
                                                .toList())
                                .toList())
                .as("what axe finds")
                .isEmpty();
        assertThat(browser.requests()).allMatch(address -> address.startsWith(nodes.base() + "/"));
    }

    private static com.microsoft.playwright.Locator.WaitForOptions hidden() {
        return new com.microsoft.playwright.Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
    }

    @Test
    void the_first_page_is_small_and_asks_little() {
        var bytes = new java.util.concurrent.atomic.AtomicLong();
        var files = new java.util.concurrent.atomic.AtomicLong();
        page.onResponse(response -> {
            if (response.url().contains("/console/")) {
                files.incrementAndGet();
                var length = response.headerValue("content-length");
                // An answer without a media type is a 304 that the browser completes from its cache: it has no body.
                if (response.headerValue("content-type") != null) {
                    bytes.addAndGet(length == null ? 1_000_000 : Long.parseLong(length));
                }
            }
        });
        open("");
        page.locator("tr[data-id]").first().waitFor();
        var requests = browser.requests().size();
        System.out.println(
                "First page: " + requests + " requests, " + files + " files of the console, " + bytes + " bytes");
        assertThat(bytes.get()).as("bytes over the wire").isBetween(10_000L, 60_000L);
        assertThat(requests).as("requests").isLessThanOrEqualTo(MOST_REQUESTS);
    }

    @Test
    void a_page_that_is_not_there_and_a_run_that_is_not_there_say_so() {
        open("nowhere");
        assertThat(page.locator("main")).containsText("There is no such page.");
    }

    @Test
    void every_combination_of_a_status_has_one_reading() {
        open("");
        page.locator("h1").waitFor();
        var readings = page.evaluate("""
                async () => {
                  const { read } = await import(new URL('console/core/status.js', document.baseURI).href);
                  const now = Date.parse('2026-06-01T12:00:00Z');
                  const seen = [];
                  for (const status of ['QUEUED', 'RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'STOPPED'])
                    for (const pause_requested of [false, true])
                      for (const run_at of [null, '2026-06-01T11:00:00Z', '2026-06-01T13:00:00Z'])
                        for (const waits_for of [null, 812])
                          for (const question of [null, 57])
                            seen.push([status, pause_requested, run_at > '2026-06-01T12', waits_for, question, read({ status, pause_requested, run_at, waits_for, question }, now).word].join());
                  return seen;
                }
                """);
        assertThat((java.util.List<?>) readings).hasSize(144).allSatisfy(reading -> {
            var parts = reading.toString().split(",", -1);
            assertThat(parts[5]).as(reading.toString()).isEqualTo(expectedWord(parts));
        });
    }

    private static String expectedWord(String[] parts) {
        return switch (parts[0]) {
            case "QUEUED" -> parts[2].equals("true") || !parts[3].isEmpty() ? "Waiting" : "Queued";
            case "RUNNING" -> parts[1].equals("true") ? "Pausing" : "Running";
            case "PAUSED" -> parts[4].isEmpty() ? "Paused" : "Needs you";
            case "COMPLETED" -> "Completed";
            case "FAILED" -> "Failed";
            default -> "Stopped";
        };
    }
}
