package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.browser.Browser;
import io.agentrunner.inside.Await;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Changes of an operator while the server runs, by asadmin, on the console's page and over REST. */
abstract class TunedServer extends StartedServer {
    static final Duration SECONDS = Duration.ofSeconds(8);

    /** Returns the log line about a value that was saved in the console. */
    static String refusal(String bad, String kept) {
        return "worker.check.interval (source: Domain) is \"" + bad
                + "\", but must be 0.05 to 3600 seconds. It is ignored; " + kept + " stays.";
    }

    @Test
    @Order(3)
    void the_check_interval_that_asadmin_sets_is_seen_in_the_timing_of_claims() throws Exception {
        setInterval("3");
        client().awaitInterval(3);
        assertThat(client().secondsBetweenStarts(database(), 1))
                .as("seconds between claims at 3 s")
                .isBetween(2.0, 5.0);

        setInterval("0.5");
        client().awaitInterval(0.5);
        assertThat(client().secondsBetweenStarts(database(), 6))
                .as("seconds between claims at 0.5 s")
                .isBetween(0.2, 3.0);
    }

    @Test
    @Order(4)
    void a_value_that_is_not_accepted_is_told_once_and_the_last_good_one_stays() throws Exception {
        setInterval("0.5");
        client().awaitInterval(0.5);
        for (var bad : List.of("0", "-1", "soon")) {
            setInterval(bad);
            var line = refusal(bad, "0.5");
            Await.until("log line about " + bad, SECONDS, () -> logged(line) > 0);
            // Each claim waits for a poll, so the interval was read repeatedly meanwhile
            assertThat(client().secondsBetweenStarts(database(), 2)).isLessThan(3.0);
            assertThat(client().interval()).isEqualTo(0.5);
            assertThat(logged(line)).isEqualTo(1);
        }
    }

    @Test
    @Order(5)
    void a_change_on_the_page_of_the_admin_console_is_seen_in_the_timing_of_claims() throws Exception {
        setInterval("0.5");
        client().awaitInterval(0.5);
        try (var browser = Browser.start()) {
            new AdminConsole(adminPort, domain().passwordFile()).change(browser.page(), INTERVAL, "4");
        }
        client().awaitInterval(4);
        assertThat(client().secondsBetweenStarts(database(), 1))
                .as("seconds between claims at 4 s")
                .isBetween(3.0, 7.0);
        assertThat(client().get("/nodes").body()).as("kept by the page").contains("\"name\":\"server\"");
        setInterval("0.7");
        client().awaitInterval(0.7);
    }

    @Test
    @Order(5)
    void a_system_property_hides_the_console_until_it_is_gone() throws Exception {
        setInterval("0.7");
        client().awaitInterval(0.7);
        asadmin("create-system-properties", "worker.check.interval=0.3");
        client().awaitInterval(0.3);
        asadmin("delete-system-property", "worker.check.interval");
        client().awaitInterval(0.7);
    }

    @Test
    @Order(5)
    void what_is_put_into_the_database_hides_the_console_until_it_is_deleted() throws Exception {
        setInterval("0.7");
        client().awaitInterval(0.7);
        assertThat(client().sourceOf(INTERVAL)).isEqualTo("Domain");

        assertThat(ServerClient.send(client().request("/settings/" + INTERVAL)
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"value\":\"0.4\"}")))
                        .statusCode())
                .isEqualTo(200);
        client().awaitInterval(0.4);
        assertThat(client().sourceOf(INTERVAL)).isEqualTo("database");
        setInterval("0.8");
        // Longer than the server caches values
        assertThat(client().secondsBetweenStarts(database(), 2)).isLessThan(3.0);
        assertThat(client().interval()).isEqualTo(0.4);
        assertThat(ServerClient.send(client().request("/settings/" + INTERVAL).DELETE())
                        .statusCode())
                .isLessThan(300);
        client().awaitInterval(0.8);
        assertThat(client().sourceOf(INTERVAL)).isEqualTo("Domain");
        setInterval("0.7");
        client().awaitInterval(0.7);
    }

    @Test
    @Order(5)
    void a_lease_that_is_changed_while_the_server_runs_changes_nothing_until_the_next_start() {
        var node = database().texts("select id from node").getFirst();
        asadmin("set-config-property", "--propertyName=worker.lease", "--propertyValue=90", "--source=domain");
        var changed = database().texts("select lease_until from node").getFirst();
        Await.until(
                "the next heartbeat",
                Duration.ofSeconds(20),
                () -> database().number("select count(*) from node where lease_until > '" + changed + "'") == 1);

        assertThat(database()
                        .number("select count(*) from node where id = '" + node
                                + "' and lost_at is null and lease_until < clock_timestamp() + interval '31 s'"))
                .as("the node with the lease that it began with")
                .isEqualTo(1);
        var shown = client().json("/settings/worker.lease");
        assertThat(shown.get("value").asText()).isEqualTo("30");
        assertThat(shown.get("source").asText()).isEqualTo("default");
        asadmin("delete-config-property", "--propertyName=worker.lease", "--source=domain");
    }
}
