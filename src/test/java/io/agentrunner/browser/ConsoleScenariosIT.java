package io.agentrunner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.Collections;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tasks of people with the console. */
class ConsoleScenariosIT extends ConsoleTest {
    private static final LocatorAssertions.HasTextOptions SOON =
            new LocatorAssertions.HasTextOptions().setTimeout(15_000);
    private static final String SLEEPS = "\"agent\":\"sleep\",\"options\":{\"seconds\":600}";
    private static final String STEPS = "\"options\":{\"step_seconds\":600}";

    @Test
    void a_run_that_is_started_in_the_dialog_shows_its_events_without_a_reload() {
        open("");
        button("New run n").click();
        page.getByLabel("Goal").fill("Say hello");
        page.getByLabel("step_seconds optional").fill("0.3");
        dialogButton("Start run").click();

        assertThat(page.locator("h1")).hasText(Pattern.compile("Run - .*"));
        assertThat(page.locator(".run-goal")).containsText("Say hello");
        page.locator(".tabs a").nth(1).click();
        assertThat(page.locator(".log-row .log-type")).hasText(new String[] {
            "RUN_CREATED", "RUN_STARTED", "AGENT_THINKING", "PLAN_GENERATED", "EXECUTING", "RUN_COMPLETED"
        });
        awaitStatus("Completed");
        page.locator(".tabs a").nth(0).click();
        assertThat(page.locator(".t-iteration")).hasCount(3);
        page.locator(".tabs a").nth(3).click();
        assertThat(page.locator(".block").last()).containsText("Reached: Say hello");
    }

    @Test
    void a_field_that_is_refused_says_why_and_what_was_typed_stays() {
        open("");
        button("New run n").click();
        dialogButton("Start run").click();
        assertThat(page.locator("#run-goal-hint")).containsText("is required");
        assertThat(page.locator("#run-goal")).isFocused();
        page.locator("#run-goal").fill("A goal");
        page.getByText("More", new Page.GetByTextOptions().setExact(true))
                .last()
                .click();
        page.locator("#run-metadata").fill("{\"a\":\n1,}");
        dialogButton("Start run").click();
        assertThat(page.locator("#run-metadata-hint")).containsText("line 2, column 3");
        page.locator("#run-metadata").fill("{}");
        page.locator("#run-priority").fill("101");
        dialogButton("Start run").click();
        assertThat(page.locator("#run-priority-hint")).containsText("at most 100");
        assertThat(page.locator("#run-goal")).hasValue("A goal");
    }

    @Test
    void a_run_is_paused_resumed_directed_stopped_and_retried() {
        var id = nodes.submit("\"name\":\"Steered\"," + STEPS);
        nodes.awaitStatus(id, "RUNNING");
        open("runs/" + id);
        awaitStatus("Running");

        button("Pause p").click();
        awaitStatus("Pausing");
        button("Take the pause back p").click();
        awaitStatus("Running");

        page.locator("#directive").fill("Mind the gap");
        page.locator("#directive").press("Enter");
        assertThat(page.locator(".directive")).containsText("waits for the next iteration");
        page.locator(".tabs a").nth(1).click();
        assertThat(page.locator(".log-row .log-type").last()).hasText("DIRECTIVE");

        button("Stop… s").click();
        dialogButton("Cancel").click();
        awaitStatus("Running");
        button("Stop… s").click();
        dialogButton("Stop the run").click();
        awaitStatus("Stopped");
        assertThat(page.locator("#directive")).hasCount(0);
        button("Retry y").click();
        awaitStatus("Running");
        assertThat(page.locator(".facts")).containsText("Attempt2");
        page.locator(".tabs a").nth(2).click();
        assertThat(page.locator("tbody tr")).hasCount(2);
        nodes.post("/runs/" + id + "/stop", "");
        awaitStatus("Stopped");
    }

    @Test
    void a_run_is_done_again_with_another_goal() {
        var id = nodes.submit(
                "\"name\":\"First\",\"agent\":\"noop\",\"options\":{\"iterations\":2},\"metadata\":{\"team\":\"core\"}");
        nodes.awaitStatus(id, "COMPLETED");
        open("runs/" + id);
        button("Run again…").click();
        assertThat(page.locator("#run-goal")).hasValue("a test");
        page.locator("#run-goal").fill("another goal");
        assertThat(page.locator("dialog .changed")).hasText("changed");
        dialogButton("Start run").click();
        assertThat(page.locator(".run-goal")).containsText("another goal");
        var other = nodes.get("/runs?q=another%20goal&full=true").get(0);
        assertThat(other.at("/metadata/rerun_of").asLong()).isEqualTo(id);
        assertThat(other.at("/metadata/team").asText()).isEqualTo("core");
        assertThat(other.at("/options/iterations").asInt()).isEqualTo(2);
        assertThat(other.get("agent").asText()).isEqualTo("noop");
    }

    @Test
    void a_filter_is_in_the_address_and_survives_a_reload_and_goes_away_by_keys() {
        nodes.post("/projects", "{\"name\":\"filtered project\"}");
        var project = nodes.get("/projects").get(0).get("id").asLong();
        nodes.post(
                "/runs",
                "{\"project_id\":" + project
                        + ",\"goal\":\"x\",\"name\":\"Found\",\"agent\":\"noop\",\"metadata\":{\"team\":\"core\"}}");
        nodes.post("/runs", "{\"project_id\":" + project + ",\"goal\":\"x\",\"name\":\"Other\",\"agent\":\"noop\"}");
        open("");
        page.locator("tr[data-id]").first().waitFor();
        page.keyboard().press("/");
        page.keyboard().type("project:filt");
        page.locator("[role=option]").first().waitFor();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator("tr[data-id]")).hasCount(2);
        page.keyboard().type("metadata.team=core ");
        assertThat(page.locator("tr[data-id]")).hasCount(1);
        assertThat(page.url()).contains("project=filtered+project", "metadata.team=core");

        page.reload();
        assertThat(page.locator("tr[data-id] .row-link")).hasText("Found");
        assertThat(page.locator(".token")).hasCount(2);
        page.keyboard().press("/");
        page.keyboard().press("Backspace");
        assertThat(page.locator("tr[data-id]")).hasCount(2);
        page.keyboard().type("nothing like this");
        assertThat(page.locator(".empty")).containsText("No runs match.");
        button("Clear the filter").click();
        assertThat(page.locator(".token")).hasCount(0);
        assertThat(page.locator("#filter")).hasValue("");
    }

    @Test
    void back_from_a_run_restores_the_list_its_place_and_the_focus() {
        batch("\"agent\":\"noop\"", 130);
        open("");
        button("Load 100 more").click();
        assertThat(page.locator("tr[data-id]").nth(120)).isAttached();
        var link = page.locator("tr[data-id] .row-link").nth(115);
        var id = page.locator("tr[data-id]").nth(115).getAttribute("data-id");
        link.scrollIntoViewIfNeeded();
        var before = scroll();
        assertThat(before).isGreaterThan(1000);
        link.click();
        assertThat(page.locator(".run-title .id")).hasText(id);
        page.goBack();
        assertThat(page.locator("tr[data-id='" + id + "'] .row-link")).isFocused();
        assertThat(scroll()).isBetween(before - 40, before + 40);
    }

    @Test
    void rows_change_in_place_and_new_ones_wait_behind_a_button() {
        var id = nodes.submit("\"name\":\"Watched in the list\"," + SLEEPS);
        open("");
        assertThat(row(id)).containsText("Running", new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
        nodes.post("/runs/" + id + "/stop", "");
        assertThat(row(id).locator(".status")).hasText("Stopped", SOON);
        var other = nodes.submit("\"name\":\"Newer\",\"agent\":\"noop\"");
        assertThat(page.locator(".fresh")).hasText("Show 1 new run", SOON);
        assertThat(row(other)).hasCount(0);
        page.locator(".fresh").click();
        assertThat(row(other)).hasCount(1);
    }

    @Test
    void five_hundred_runs_are_stopped_by_their_filter() {
        var project = nodes.post("/projects", "{\"name\":\"bulk\"}").get("id").asLong();
        batch("\"run_at\":\"2099-01-01T00:00:00Z\"", 500, project);
        open("?project=bulk");
        page.locator("tr[data-id]").first().waitFor();
        page.keyboard().press("*");
        assertThat(page.locator(".bulk")).containsText("that match");
        page.locator(".bulk").getByText("Stop…").click();
        page.locator("dialog .danger").click();
        assertThat(page.locator(".toast"))
                .containsText("Stopped 500 of 500.", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        assertThat(nodes.get("/runs?project_id=" + project + "&status=STOPPED&limit=1000"))
                .hasSize(500);
    }

    @Test
    void a_setting_is_changed_and_the_worker_has_it() {
        open("settings");
        button("Edit worker.check.interval").click();
        page.locator("#setting-value").fill("99999");
        assertThat(page.locator("#setting-error")).containsText("0.05 to 3600");
        page.locator("#setting-value").fill("0.7");
        page.locator("#setting-value").press("Enter");
        assertThat(page.locator(".toast")).containsText("worker.check.interval is 0.7");
        assertThat(nodes.get("/worker/status").get("check_interval").asDouble()).isEqualTo(0.7);
        button("worker.check.interval: back to default").click();
        dialogButton("Back to default").click();
        assertThat(page.locator(".toast").last()).containsText("worker.check.interval is 0.5");
        assertThat(nodes.get("/worker/status").get("check_interval").asDouble()).isEqualTo(0.5);
    }

    @Test
    void text_of_users_stays_text() {
        var evil = "<img src=x onerror=alert(1)>";
        var script = "<script>alert(1)</script>";
        var body =
                "{\"project_id\":1,\"name\":\"EVIL\",\"goal\":\"SCRIPT\",\"metadata\":{\"EVIL\":\"SCRIPT\"},\"options\":{\"x\":\"EVIL\"}}";
        var id = nodes.post("/runs", body.replace("EVIL", evil).replace("SCRIPT", script))
                .get("id")
                .asLong();
        nodes.post("/runs/" + id + "/directive", "{\"text\":\"" + evil + "\"}");
        nodes.post("/projects", "{\"name\":\"" + evil + "\"}");
        open("");
        assertThat(row(id).locator(".row-link")).hasText(evil);
        for (var tab : new String[] {"timeline", "events", "events/1", "attempts", "data", "raw"}) {
            open("runs/" + id + "/" + tab);
            assertThat(page.locator("h1")).hasText(evil);
            assertThat(page.locator(".run-goal")).containsText(script);
        }
        open("projects");
        assertThat(page.locator("tbody")).containsText(evil);
        assertThat(page.locator("main img, main script")).hasCount(0);
    }

    @Test
    void a_run_is_stopped_by_keyboard_alone() {
        var id = nodes.submit("\"name\":\"By keyboard\"," + SLEEPS);
        nodes.awaitStatus(id, "RUNNING");
        open("");
        row(id).waitFor();
        page.keyboard().press("j");
        for (var n = 0; n < 400 && !focusedRow().equals(Long.toString(id)); n++) {
            page.keyboard().press("j");
        }
        page.keyboard().press("Enter");
        awaitStatus("Running");
        page.keyboard().press("s");
        assertThat(dialogButton("Cancel")).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        awaitStatus("Stopped");
        assertThat(nodes.get("/runs/" + id).get("status").asText()).isEqualTo("STOPPED");
    }

    @Test
    void a_run_that_is_not_there_says_so() {
        Response answer =
                page.navigate(nodes.base().resolve("/console/runs/987654321").toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(page.locator("main")).containsText("There is no run 987654321.");
    }

    @Override
    boolean isExpected(String line) {
        // Chromium's own line about an answer that is an error, which these tests provoke.
        return line.contains("Failed to load resource")
                && Pattern.compile("status of (404|422|409)").matcher(line).find();
    }

    private String focusedRow() {
        return (String) page.evaluate("() => document.activeElement.closest('tr[data-id]')?.dataset.id ?? ''");
    }

    private int scroll() {
        return (Integer) page.evaluate("() => Math.round(window.scrollY)");
    }

    private void batch(String members, int count) {
        batch(members, count, 1);
    }

    private void batch(String members, int count, long project) {
        var run = "{\"project_id\":" + project + ",\"goal\":\"one of many\"," + members + "}";
        nodes.post("/runs/batch", "{\"runs\":[" + String.join(",", Collections.nCopies(count, run)) + "]}");
    }
}
