package io.agentrunner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pages with much on them. Bytes and counts are asserted, times are printed. */
class ConsoleVolumeIT extends ConsoleTest {
    private static final int EVENTS = 50_000;
    private static final int RUNS = 100_000;

    /** Scrolls a fifth of the window a frame from end to end, in JavaScript, and returns the times of frames in milliseconds. */
    private static final String SCROLL = """
            async (selector) => {
              const list = document.querySelector(selector);
              const frames = [];
              let rows = 0;
              const step = (list.scrollHeight - list.clientHeight) / 240;
              list.scrollTop = 0;
              for (let n = 0, last = performance.now(); n < 240; n++) {
                list.scrollTop += step;
                await new Promise((done) => requestAnimationFrame(done));
                const now = performance.now();
                frames.push(now - last);
                last = now;
                rows = Math.max(rows, list.querySelectorAll('[role=row]').length);
              }
              return [...frames, rows];
            }
            """;

    @Test
    void fifty_thousand_events_scroll_with_few_rows_in_the_document() {
        var id = nodes.submit("\"name\":\"Long log\",\"run_at\":\"2099-01-01T00:00:00Z\"");
        nodes.sql(
                "insert into event (run_id, id, type, payload, attempt, created_at) select " + id
                        + ", n, 'EXECUTING', 'Iteration ' || n, 0, clock_timestamp() from generate_series(2, " + EVENTS
                        + ") n",
                "update run set last_event = " + EVENTS + " where id = " + id);
        open("runs/" + id + "/events");
        assertThat(page.locator(".log-row").last()).containsText("Iteration " + EVENTS);
        page.locator("#event-rows").focus();
        page.keyboard().press("Home");
        assertThat(page.locator(".log-row").first()).containsText("RUN_CREATED");
        page.keyboard().press("End");
        assertThat(page.locator(".log-row").last()).containsText("Iteration " + EVENTS);

        var measured = ((List<?>) page.evaluate(SCROLL, "#event-rows"))
                .stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
        var rows = measured[measured.length - 1];
        var frames = Arrays.copyOf(measured, measured.length - 1);
        Arrays.sort(frames);
        System.out.printf(
                "50,000 events: p50 %.1f ms, p95 %.1f ms a frame, %.0f rows%n",
                frames[frames.length / 2], frames[frames.length * 95 / 100], rows);
        assertThat(rows).as("rows in the document").isBetween(5.0, 60.0);
        assertThat(page.locator(".log-row").last()).containsText("Iteration " + EVENTS);
    }

    @Test
    void a_hundred_thousand_runs_list_at_once_and_a_long_list_becomes_virtual() {
        nodes.sql(
                "insert into run (project_id, name, goal, run_type, agent, status, max_attempts, priority, timeout_seconds, options, metadata, created_at, run_at, started_at, finished_at)"
                        + " select 1, 'Run ' || n, 'one of many', 'agent', 'noop', 'COMPLETED', 3, 0, 3600, '{}', '{}', now(), now(), now(), now()"
                        + " from generate_series(1, " + RUNS + ") n");
        var begun = System.nanoTime();
        open("");
        page.locator("tr[data-id]").first().waitFor();
        System.out.printf("100,000 runs: first rows after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
        assertThat(page.locator(".chip").first()).containsText(Pattern.compile("100,0\\d\\d"));
        for (var shown = 200; shown <= 1200; shown += 100) {
            button("Load 100 more").click();
            assertThat(page.locator(".list-foot")).containsText("showing " + String.format("%,d", shown));
        }
        assertThat(page.locator("tr[data-id]")).not().hasCount(1200, new HasCountOptions().setTimeout(5_000));
        assertThat(page.locator("tr[data-id]").count()).isLessThan(200);
        page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)");
        assertThat(page.locator("tr[aria-rowindex='1201']")).isVisible();
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("runs-1200-rows.png")));
    }
}
