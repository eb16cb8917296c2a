package io.agentrunner.launcher;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Payara's admin console as an operator uses it.
 *
 * @param passwordFile the file that {@code make start-server} writes
 */
record AdminConsole(int port, Path passwordFile) {
    private static final String FORM = "propertyForm:";
    private static final double PATIENCE = 60_000;

    /** Changes an existing property of MicroProfile Config: logs in, goes to its page by menu and tab, and saves. */
    void change(Page page, String property, String value) throws Exception {
        page.setDefaultTimeout(PATIENCE);
        page.navigate("http://127.0.0.1:" + port + "/");
        page.locator(id("Login.username")).fill("admin");
        page.locator(id("Login.password"))
                .fill(Files.readString(passwordFile).strip().split("=", 2)[1]);
        page.locator(id("loginButton")).click();
        follow(page, id("treeForm:tree:configurations:server-config:microprofile:microprofile_link"));
        follow(page, "a:text-is('Property')");

        var name = page.locator("input[value='" + property + "']").first();
        name.waitFor();
        page.locator(id(name.getAttribute("id").replace(":col2:", ":col3:"))).fill(value);
        page.locator(id(FORM + "propertyContentPage:topButtons:saveButton")).click();
        page.getByText("New values successfully saved.").first().waitFor();
    }

    /** The menu may be folded, so it is not clicked where it is drawn. */
    private static void follow(Page page, String link) {
        page.locator(link).first().dispatchEvent("click");
    }

    private static String id(String id) {
        return "[id='" + id + "']";
    }
}
