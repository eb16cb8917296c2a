package io.agentrunner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The console in a browser, on one node with a database of its own. {@code make test-console} runs these tests. */
@Tag("console")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsoleTest {
    static final Path SCREENSHOTS = Path.of("target/screenshots");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    ConsoleNodes nodes;
    Browser browser;
    Page page;

    @BeforeAll
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        nodes = new ConsoleNodes(folder.resolve(getClass().getSimpleName()));
        browser = Browser.start();
        startNodes();
    }

    void startNodes() {
        nodes.start(1);
    }

    @BeforeEach
    void openPage() {
        page = browser.page();
    }

    @AfterEach
    void nothingWasWrittenToTheConsole(org.junit.jupiter.api.TestInfo test) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(
                        "last-" + test.getTestMethod().orElseThrow().getName() + ".png")));
        page.context().close();
        org.assertj.core.api.Assertions.assertThat(browser.console().stream()
                        .filter(line -> !isExpected(line))
                        .toList())
                .as("the console of the browser, where violations of the policy stand too")
                .isEmpty();
    }

    /** Chromium writes a line for each answer that is an error, expected or not. */
    boolean isExpected(String line) {
        return false;
    }

    @AfterAll
    void end() {
        if (browser != null) {
            browser.close();
        }
        if (nodes != null) {
            nodes.close();
        }
    }

    void open(String path) {
        page.navigate(nodes.base().resolve("/console/" + path).toString());
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Locator dialogButton(String name) {
        return page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    Locator row(long id) {
        return page.locator("tr[data-id='" + id + "']");
    }

    /** The status in the head of a run. */
    void awaitStatus(String word) {
        assertThat(page.locator(".run-title .status")).hasText(java.util.regex.Pattern.compile(word + ".*"));
    }
}
