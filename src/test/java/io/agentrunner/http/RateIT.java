package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import java.net.URL;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests and wrong keys of one caller. This machine is a proxy for the server, so that a test can have several addresses. */
class RateIT extends HttpTest {
    private static int lastAddress;

    @ArquillianResource
    private URL server;

    private Http nobody;
    private String address;

    @BeforeEach
    void limit() {
        nobody = new Http(server, new String[0]);
        address = "192.0.2." + ++lastAddress;
        set("access.rate", "2");
    }

    @AfterEach
    void no_limit_stays() {
        Await.until(
                "no limit",
                () -> http.send("DELETE", "/settings/access.rate", null).status() == 200);
    }

    private void set(String key, String value) {
        var body = "{\"value\":\"" + value + "\"}";
        Await.until(
                key + " is set",
                () -> http.send("PUT", "/settings/" + key, body, "Content-Type", "application/json")
                                .status()
                        == 200);
    }

    private Http.Answer metrics(String from) {
        return nobody.send("GET", "/metrics", null, "X-Forwarded-For", from);
    }

    private double refused(String reason) {
        return Exposition.parse(metrics("198.51.100.8").body())
                .value("agent_runner_requests_refused_total", "reason", reason);
    }

    @Test
    void one_address_gets_ten_seconds_worth_at_once_then_429_and_others_are_served() {
        var before = refused("rate");
        var statuses =
                IntStream.range(0, 20).map(i -> metrics(address).status()).boxed();
        assertThat(statuses).containsOnly(200);
        Await.until("the address is refused", () -> metrics(address).status() == 429);
        var refusal = metrics(address);
        assertProblem(refusal, 429);
        assertThat(Integer.parseInt(refusal.header("retry-after"))).isEqualTo(1);
        assertThat(refusal.header("ratelimit-policy")).isEqualTo("\"address\";q=20;w=10");
        assertThat(refusal.header("ratelimit")).isEqualTo("\"address\";r=0;t=1");
        assertThat(metrics("forged, " + address + "9").status())
                .as("another address")
                .isEqualTo(200);
        assertThat(refused("rate") - before).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a_key_has_a_limit_of_its_own_wherever_it_is_used_from() {
        Await.until(
                "the key is refused",
                () -> http.send(
                                        "GET",
                                        "/worker/status",
                                        null,
                                        "X-Forwarded-For",
                                        "203.0.113." + System.nanoTime() % 250)
                                .status()
                        == 429);
        assertThat(http.get("/docs").header("ratelimit-policy")).isEqualTo("\"caller\";q=20;w=10");
        assertThat(metrics(address).status()).isEqualTo(200);
    }

    @Test
    void the_headers_count_what_is_left() {
        assertThat(metrics(address).header("ratelimit")).isEqualTo("\"address\";r=19;t=1");
        assertThat(metrics(address).header("ratelimit")).startsWith("\"address\";r=1");
        Await.until(
                "no limit",
                () -> http.send("DELETE", "/settings/access.rate", null).status() == 200);
        assertThat(metrics(address).headers()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }

    @Test
    void an_address_that_sends_many_wrong_keys_is_slowed_down_and_locks_out_nobody() {
        var before = refused("credential");
        var wrong = new Http(server, "X-API-Key", "ar_nothing_at_all");
        for (var i = 0; i < 10; i++) {
            assertProblem(wrong.send("GET", "/stats", null, "X-Forwarded-For", address), 401);
        }
        var refusal = wrong.send("GET", "/stats", null, "X-Forwarded-For", address);
        assertProblem(refusal, 429);
        assertThat(Integer.parseInt(refusal.header("retry-after"))).isBetween(1, 6);
        assertProblem(wrong.send("GET", "/stats", null, "X-Forwarded-For", address + "9"), 401);
        Await.until(
                "a right key from that address is served",
                () -> http.send("GET", "/stats", null, "X-Forwarded-For", address)
                                .status()
                        == 200);
        assertThat(refused("credential") - before).isEqualTo(12);
    }
}
