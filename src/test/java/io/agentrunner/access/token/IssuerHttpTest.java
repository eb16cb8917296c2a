package io.agentrunner.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IssuerHttpTest {
    private final TestIssuer issuer = new TestIssuer();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        issuer.close();
    }

    private URI at(String path) {
        return URI.create(issuer.url() + path);
    }

    @Test
    void an_answer_comes_whole() throws IOException {
        assertThat(IssuerHttp.get(URI.create(issuer.keys()))).contains("\"rsa-1\"");
    }

    @Test
    void an_error_a_redirect_and_a_port_where_nobody_listens_are_no_answer() {
        issuer.answer(500);
        assertThatThrownBy(() -> IssuerHttp.get(URI.create(issuer.keys()))).hasMessageContaining("500");
        issuer.server().createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", issuer.keys());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        assertThatThrownBy(() -> IssuerHttp.get(at("/moved"))).hasMessageContaining("302");
        issuer.close();
        assertThatThrownBy(() -> IssuerHttp.get(URI.create(issuer.keys()))).isInstanceOf(IOException.class);
    }

    @Test
    void an_answer_without_end_is_given_up_at_one_mebibyte() {
        issuer.server().createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    body.write(new byte[65_536]);
                }
            }
        });
        assertThatThrownBy(() -> IssuerHttp.get(at("/endless")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1048576 bytes");
    }

    @Test
    void an_answer_that_trickles_is_given_up_when_its_time_is_over() {
        issuer.server().createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                do {
                    body.write(' ');
                    body.flush();
                } while (!end.await(100, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var limit = Duration.ofSeconds(1);
        var begin = System.nanoTime();
        assertThatThrownBy(() -> IssuerHttp.send(HttpRequest.newBuilder(at("/slow")), limit))
                .hasMessageContaining("1 s");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(limit, limit.plusSeconds(3));
    }
}
