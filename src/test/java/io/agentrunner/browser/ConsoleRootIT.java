package io.agentrunner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console, {@code /docs} and {@code Location} of an application that is not at the root of its server. */
class ConsoleRootIT extends ConsoleTest {
    private static final String ROOT = "/agents";

    @Override
    void startNodes() {
        nodes.start(1, options -> options.withContextRoot(ROOT));
    }

    @Test
    void everything_is_found_below_the_context_root() {
        page.navigate(nodes.base() + ROOT + "/");
        assertThat(page.locator("h1")).hasText("Runs");
        assertThat(page.url()).isEqualTo(nodes.base() + ROOT + "/console/");
        button("New run n").click();
        page.getByLabel("Goal").fill("Below a path");
        dialogButton("Start run").click();
        awaitStatus("Completed");
        assertThat(page.url()).matches(Pattern.quote(nodes.base() + ROOT) + "/console/runs/\\d+");
        page.reload();
        awaitStatus("Completed");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Nodes"))
                .click();
        assertThat(page.locator("tbody tr")).hasCount(1);

        page.navigate(nodes.base() + ROOT + "/docs");
        page.locator(".opblock").first().waitFor();
        assertThat(nodes.location(ROOT + "/runs?project_id=1&goal=x&agent=noop"))
                .matches(ROOT + "/runs/\\d+");
        assertThat(browser.requests())
                .allMatch(address -> address.startsWith(nodes.base() + ROOT + "/") || address.startsWith("data:"));
    }
}
