package io.agentrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskTest {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private volatile int status;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @ParameterizedTest
    @CsvSource({"200,0", "202,0", "204,0", "302,1", "404,1", "500,1", "503,1"})
    void only_an_answer_of_2xx_is_a_yes(int answer, int exitCode) {
        status = answer;
        assertThat(Ask.exitCode("GET", url("/health/ready"))).isEqualTo(exitCode);
        assertThat(asked).containsExactly("GET /health/ready");
    }

    @Test
    void it_asks_with_the_method_that_it_is_given() {
        status = 202;
        assertThat(Ask.exitCode("POST", url("/nodes/self/drain"))).isZero();
        assertThat(asked).containsExactly("POST /nodes/self/drain");
    }

    @Test
    void nobody_there_is_a_no() {
        server.stop(0);
        assertThat(Ask.exitCode("GET", url("/health/ready"))).isEqualTo(1);
    }

    @Test
    void wrong_arguments_are_told_apart_from_a_no() {
        assertThat(Ask.exitCode("GET")).isEqualTo(2);
        assertThat(Ask.exitCode("GET", "no url at all")).isEqualTo(2);
    }
}
