package io.agentrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StopHookTest {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private volatile int status = 200;
    private volatile int asksUntilIdle;
    private volatile String answer = "{\"id\":\"x\",\"in_flight\":%d,\"draining\":true}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            var body = answer.formatted(asked.size() >= asksUntilIdle ? 0 : 10).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int hook(String least, String most) {
        return StopHook.exitCode("http://127.0.0.1:" + server.getAddress().getPort(), least, most);
    }

    @Test
    void it_drains_the_node_and_waits_until_that_holds_nothing() {
        asksUntilIdle = 3;
        assertThat(hook("0", "60")).isZero();
        assertThat(asked).hasSize(3).containsOnly("POST /nodes/self/drain");
    }

    @Test
    void an_idle_node_is_given_the_least_time_to_be_seen() {
        var begun = System.nanoTime();
        assertThat(hook("1", "60")).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
        assertThat(asked).hasSizeGreaterThan(1);
    }

    @Test
    void the_wait_for_a_busy_node_has_an_end() {
        asksUntilIdle = Integer.MAX_VALUE;
        assertThat(hook("0", "1")).isEqualTo(1);
    }

    @Test
    void an_answer_that_is_no_yes_is_not_taken_for_idle() {
        status = 503;
        assertThat(hook("0", "1")).isEqualTo(1);
        assertThat(asked).as("asked again").hasSizeGreaterThan(1);
        status = 200;
        answer = "{}";
        assertThat(hook("0", "0")).isEqualTo(1);
    }

    @Test
    void nobody_there_ends_with_the_limit() {
        server.stop(0);
        assertThat(hook("0", "1")).isEqualTo(1);
    }

    @Test
    void wrong_arguments_are_told_apart() {
        assertThat(StopHook.exitCode("http://127.0.0.1")).isEqualTo(2);
        assertThat(hook("soon", "1")).isEqualTo(2);
        assertThat(StopHook.exitCode("no url at all", "0", "1")).isEqualTo(2);
    }
}
