package io.agentrunner.launcher;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Payara's admin console as an operator uses it.
 *
 * @param passwordFile the file that {@code make start-server} writes
 */
record AdminConsole(int port, Path passwordFile) {
    private static final String FORM = "propertyForm:";

    /** Changes an existing property of MicroProfile Config: logs in, opens its page by menu and tab, and saves. */
    void change(Browser browser, String property, String value) throws Exception {
        browser.open(URI.create("http://127.0.0.1:" + port + "/"));
        browser.await(byId("loginButton"));
        browser.type(selector("Login.username"), "admin");
        browser.type(
                selector("Login.password"),
                Files.readString(passwordFile).strip().split("=", 2)[1]);
        browser.click(selector("loginButton"));
        follow(browser, byId("treeForm:tree:configurations:server-config:microprofile:microprofile_link"));
        follow(browser, "[...document.querySelectorAll('a')].find(a => a.textContent.trim() === 'Property')");

        var name = "[...document.querySelectorAll('input')].find(input => input.value === '" + property + "')";
        browser.await(name);
        browser.type(selector(browser.value(name + ".id").replace(":col2:", ":col3:")), value);
        browser.click(selector(FORM + "propertyContentPage:topButtons:saveButton"));
        browser.await("document.body.textContent.includes('New values successfully saved.')");
    }

    /** The menu may be collapsed, so the click does not use its position. */
    private static void follow(Browser browser, String link) {
        browser.await(link);
        browser.value(link + ".click()");
    }

    private static String byId(String id) {
        return "document.getElementById('" + id + "')";
    }

    private static String selector(String id) {
        return "[id='" + id + "']";
    }
}
