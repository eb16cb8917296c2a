package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.access.token.TestIssuer;
import io.agentrunner.container.OneServer;
import io.agentrunner.http.Http.Answer;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens of the identity provider, and the sign-in there, as a client and a browser see them. */
class LoginIT extends HttpTest {
    @ArquillianResource
    private URL server;

    @AfterEach
    void forget() {
        OneServer.PROVIDER.change(token -> token);
    }

    private Http browser(String... cookie) {
        return new Http(server, cookie.length == 0 ? new String[0] : new String[] {"Cookie", cookie[0]});
    }

    private static String cookie(Answer answer, String name) {
        return answer.headers().get("set-cookie").stream()
                .filter(one -> one.startsWith(name + "="))
                .findFirst()
                .orElseThrow()
                .replaceFirst(";.*", "");
    }

    /** The address to which the provider sends the browser back; it has signed in there before. */
    private static String provider(String address) {
        try {
            var answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding());
            var back = URI.create(answer.headers().firstValue("Location").orElseThrow());
            return back.getRawPath() + "?" + back.getRawQuery();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void group(String... groups) {
        OneServer.PROVIDER.change(token -> token.claim("groups", List.of(groups)));
    }

    @Test
    void a_token_names_the_actor_and_its_groups_give_the_role() {
        var run = TestRuns.queued().project(project).save();
        var ada = new Http(
                server,
                "Authorization",
                "Bearer "
                        + TestIssuer.sign(OneServer.ISSUER
                                .claims(Instant.now(), "ada@example.org", "staff", "group-submitter")
                                .build()));
        assertThat(ada.get("/session").json().path("name").asText()).isEqualTo("ada@example.org");
        assertThat(ada.post("/runs/" + run + "/stop").status()).isEqualTo(200);
        assertThat(Sql.rows("select actor from event where run_id = ? and type = 'RUN_STOPPED'", run))
                .containsExactly(List.of("ada@example.org"));
        assertProblem(ada.get("/settings"), 403);
    }

    @Test
    void a_person_signs_in_at_the_provider_and_comes_back_to_the_page_of_the_console() {
        group("group-operator");
        assertThat(browser().get("/session").json().path("login").asText()).isEqualTo("session/login");
        var begun = browser().get("/session/login?return=%2Fconsole%2F%23%2Fruns%2F5");
        assertThat(begun.status()).isEqualTo(302);
        assertThat(begun.header("set-cookie"))
                .contains("Path=/session/callback;", "HttpOnly", "SameSite=Lax", "Max-Age=600");
        var back = browser(cookie(begun, "agent_runner_login")).get(provider(begun.header("location")));
        assertThat(back.status()).as(back.toString()).isEqualTo(200);
        assertThat(back.body()).contains("content=\"0;url=/console/#/runs/5\"");
        assertThat(back.header("cache-control")).contains("no-store");
        assertThat(back.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(cookie(back, "agent_runner_login")).isEqualTo("agent_runner_login=");
        var session = browser(cookie(back, "agent_runner_session"));
        assertThat(session.get("/session").json().path("name").asText()).isEqualTo("ada");
        assertThat(session.get("/settings").status()).isEqualTo(200);
        assertProblem(session.get("/keys"), 403);
    }

    @Test
    void the_end_of_a_sign_in_in_another_browser_or_twice_opens_no_session() {
        group("group-admin");
        var begun = browser().get("/session/login");
        var back = provider(begun.header("location"));
        assertRefused(browser().get(back), 400);
        var other = browser().get("/session/login");
        assertRefused(browser(cookie(other, "agent_runner_login")).get(back), 400);
        assertRefused(browser(cookie(begun, "agent_runner_login")).get("/session/callback?code=code-1"), 400);
        var own = browser(cookie(begun, "agent_runner_login"));
        assertThat(own.get(back).status()).isEqualTo(200);
        assertRefused(own.get(back), 401);
        assertRefused(own.get(back.replaceFirst("code=[^&]*", "error=access_denied")), 401);
    }

    private static void assertRefused(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.headers().get("set-cookie")).noneMatch(cookie -> cookie.startsWith("agent_runner_session"));
    }

    @Test
    void a_person_without_a_role_is_told_so_and_no_other_site_is_returned_to() {
        group("strangers");
        for (var target : List.of("https://evil.example/", "//evil.example/console/", "/console/%22%3E%3Cscript%3E")) {
            var begun = browser().get("/session/login?return=" + target);
            var back = provider(begun.header("location"));
            group("group-viewer");
            var shown = browser(cookie(begun, "agent_runner_login")).get(back);
            assertThat(shown.body()).contains("url=/console/\"").doesNotContain("evil", "script");
            group("strangers");
        }
        var begun = browser().get("/session/login");
        assertRefused(browser(cookie(begun, "agent_runner_login")).get(provider(begun.header("location"))), 403);
    }
}
