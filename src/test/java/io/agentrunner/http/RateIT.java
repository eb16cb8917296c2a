package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests per second of one address. This machine is a proxy here, so that a test can have several addresses. */
class RateIT extends HttpTest {
    private static int lastAddress;

    private String address;

    @BeforeEach
    void limit() {
        address = "192.0.2." + ++lastAddress;
        set("http.proxies", "127.0.0.1");
        set("access.rate", "2");
    }

    @AfterEach
    void no_limit_stays() {
        Await.until(
                "no limit",
                () -> http.send("DELETE", "/settings/access.rate", null).status() == 200);
        http.send("DELETE", "/settings/http.proxies", null);
    }

    private void set(String key, String value) {
        Await.until(
                key + " is set",
                () -> http.send(
                                        "PUT",
                                        "/settings/" + key,
                                        "{\"value\":\"" + value + "\"}",
                                        "Content-Type",
                                        "application/json")
                                .status()
                        == 200);
    }

    private Http.Answer get(String path, String from) {
        return http.send("GET", path, null, "X-Forwarded-For", from, "Origin", "http://localhost:3000");
    }

    @Test
    void one_address_gets_ten_seconds_worth_at_once_then_429_and_others_are_served() {
        var before = refused();
        var statuses = IntStream.range(0, 40)
                .map(i -> get("/worker/status", address).status())
                .boxed()
                .toList();
        assertThat(statuses.subList(0, 20)).containsOnly(200);
        assertThat(statuses).contains(429);
        Await.until("the address is refused", () -> get("/docs", address).status() == 429);
        var refusal = get("/openapi", address);
        assertProblem(refusal, 429);
        assertThat(Integer.parseInt(refusal.header("retry-after"))).isBetween(1, 10);
        assertThat(refusal.header("ratelimit-policy")).isEqualTo("\"address\";q=20;w=10");
        assertThat(refusal.header("ratelimit")).matches("\"address\";r=0;t=[1-9][0-9]?");
        assertThat(get("/worker/status", "198.51.100.9").status()).isEqualTo(200);
        assertThat(refused() - before).isGreaterThanOrEqualTo(2);
    }

    private double refused() {
        return Exposition.parse(http.get("/metrics").body())
                .value("agent_runner_requests_refused_total", "reason", "rate");
    }

    @Test
    void the_headers_count_what_is_left() {
        assertThat(get("/worker/status", address).header("ratelimit")).startsWith("\"address\";r=19;t=1");
        assertThat(get("/nowhere", address).header("ratelimit")).startsWith("\"address\";r=1");
        http.send("DELETE", "/settings/access.rate", null);
        assertThat(get("/worker/status", address).headers()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }
}
