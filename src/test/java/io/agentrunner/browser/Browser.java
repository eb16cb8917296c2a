package io.agentrunner.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A headless Chromium of this machine, driven by Playwright with the Node.js of this machine: {@code chromium} and {@code node} on
 * the path, or {@code -Dchromium.path} and {@code -Dnode.path}.
 */
public final class Browser implements AutoCloseable {
    /** As root it has no sandbox. It asks no host but those of the test. */
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--lang=en-US");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /** Starts a browser with further arguments of Chromium. */
    public static Browser start(String... more) {
        var playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        program("node.path", "node", "nodejs").toString())));
        try {
            return new Browser(
                    playwright,
                    playwright
                            .chromium()
                            .launch(new LaunchOptions()
                                    .setExecutablePath(program("chromium.path", "chromium", "chromium-browser"))
                                    .setArgs(Stream.concat(ARGUMENTS.stream(), Stream.of(more))
                                            .toList())));
        } catch (RuntimeException | Error e) {
            playwright.close();
            throw e;
        }
    }

    private static Path program(String property, String... names) {
        var given = System.getProperty(property);
        if (given != null) {
            return Path.of(given);
        }
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "This test needs a browser and Node.js 20: sudo apt-get install chromium nodejs (or -D"
                                + property + "=…)"));
    }

    /** Opens a page in a context of its own: no cookies, no storage. */
    public Page page() {
        return page(1360, 860, false);
    }

    public Page page(int width, int height, boolean dark) {
        var context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setHasTouch(width < 500)
                .setLocale("en-US")
                .setTimezoneId("America/St_Johns"));
        return watched(context);
    }

    private Page watched(BrowserContext context) {
        var page = context.newPage();
        page.onConsoleMessage(
                message -> console.add(message.type() + ": " + message.text() + " " + message.location()));
        page.onPageError(error -> console.add("error: " + error));
        page.onRequest(request -> requests.add(request.url()));
        return page;
    }

    /** Returns the messages of pages on their console since the last call, including refusals by the policy. */
    public List<String> console() {
        var written = List.copyOf(console);
        console.clear();
        return written;
    }

    /** The address of every request that pages made since this was last asked. */
    public List<String> requests() {
        var made = List.copyOf(requests);
        requests.clear();
        return made;
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
