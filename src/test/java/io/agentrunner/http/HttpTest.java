package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.agentrunner.http.Http.Answer;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestProjects;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;

/** A test from outside, over HTTP. The server's worker is off, so queued runs stay queued. */
@RunAsClient
abstract class HttpTest extends ContainerTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ArquillianResource
    private URL url;

    Http http;
    long project;

    @BeforeEach
    void connect() {
        http = new Http(url);
        project = TestProjects.create();
    }

    /** Fails unless the response is a problem document that names the fault. */
    static void assertProblem(Answer answer, int... statuses) {
        assertThat(statuses).as(answer.toString()).contains(answer.status());
        assertThat(answer.header("content-type")).as(answer.toString()).startsWith("application/problem+json");
        try {
            var problem = JSON.readTree(answer.body());
            assertThat(problem.path("status").intValue()).as(answer.body()).isEqualTo(answer.status());
            assertThat(problem.path("type").asText()).as(answer.body()).isEqualTo("about:blank");
            assertThat(problem.path("title").asText()).as(answer.body()).isNotBlank();
            assertThat(problem.path("detail").asText())
                    .as(answer.body())
                    .endsWith(".")
                    .hasSizeGreaterThan(15);
            assertThat(problem.path("instance").asText()).as(answer.body()).startsWith("/");
            assertThat(answer.body()).doesNotContain("<html", "Exception", "\tat ", "org.postgresql", "io.agentrunner");
        } catch (JsonProcessingException e) {
            throw new AssertionError("No JSON: " + answer, e);
        }
    }

    /** Runs all cases and then fails with a list of the failed ones. */
    static <T> void each(List<T> cases, java.util.function.Consumer<T> check) {
        var failures = new ArrayList<String>();
        for (var one : cases) {
            try {
                check.accept(one);
            } catch (AssertionError | RuntimeException e) {
                var name = one instanceof Object[] parts ? List.of(parts).toString() : one.toString();
                failures.add(shortened(name) + "\n    -> " + e.toString().replace("\n", " "));
            }
        }
        assertThat(failures).isEmpty();
    }

    static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /**
     * Returns the data that clients stored, which a refused request must not change. Maintenance continues meanwhile
     * and is not included.
     */
    static List<Object> stored() {
        return Sql.rows("select (select count(*) from run), (select count(*) from project),"
                        + " (select count(*) from event where type = 'RUN_CREATED' or actor is not null)")
                .getFirst();
    }

    /** Runs an action and fails if anything was stored. */
    static Answer storesNothing(java.util.function.Supplier<Answer> request) {
        var before = stored();
        var answer = request.get();
        assertThat(stored()).as("stored").isEqualTo(before);
        return answer;
    }
}
