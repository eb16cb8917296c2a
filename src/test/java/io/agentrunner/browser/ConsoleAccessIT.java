package io.agentrunner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who sees what of the console with {@code access=required}. */
class ConsoleAccessIT extends ConsoleTest {
    private static final String BOOTSTRAP = "a-bootstrap-key-of-at-least-32-characters";

    @Override
    void startNodes() {
        nodes.start(1, options -> options.with(Map.of("ACCESS", "required", "ACCESS_BOOTSTRAP_KEY", BOOTSTRAP)));
        nodes.signIn(BOOTSTRAP);
    }

    @Test
    void one_signs_in_with_a_key_and_stays_signed_in_until_one_signs_out() {
        var id = nodes.submit("\"name\":\"Behind a key\",\"agent\":\"noop\"");
        open("runs/" + id);
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.DIALOG))
                .isVisible();
        signIn("this-is-not-the-key-that-was-configured");
        assertThat(page.locator("#sign-in-error")).containsText("not valid");
        signIn(BOOTSTRAP);
        assertThat(page.locator("h1")).hasText("Behind a key");
        awaitStatus("Completed");
        page.reload();
        awaitStatus("Completed");
        assertThat(page.locator("dialog")).hasCount(0);
        button("Sign out").click();
        assertThat(page.locator("dialog")).isVisible();
        page.reload();
        assertThat(page.locator("dialog")).isVisible();
    }

    @Test
    void a_viewer_sees_runs_and_no_way_to_change_them() {
        var key = nodes.post("/keys", "{\"name\":\"ada\",\"role\":\"viewer\"}")
                .get("key")
                .asText();
        var id = nodes.submit("\"name\":\"Only seen\",\"run_at\":\"2099-01-01T00:00:00Z\"");
        open("");
        signIn(key);
        assertThat(row(id)).containsText("Only seen");
        assertThat(page.locator(".who")).hasText("ada");
        assertThat(button("New run n")).hasCount(0);
        assertThat(page.locator("td.check input")).hasCount(0);
        row(id).locator(".row-link").click();
        awaitStatus("Waiting");
        assertThat(page.locator(".run-actions")).hasCount(0);
        assertThat(page.locator("#directive")).hasCount(0);
        open("settings");
        assertThat(page.locator("main")).containsText("Your role, viewer, cannot see the settings of the cluster.");
    }

    private void signIn(String key) {
        page.locator("#sign-in-key").fill(key);
        page.locator("#sign-in-key").press("Enter");
    }

    /** Chromium's own line about an answer that asks for a key. */
    @Override
    boolean isExpected(String line) {
        return line.contains("Failed to load resource") && line.contains("status of 401");
    }
}
