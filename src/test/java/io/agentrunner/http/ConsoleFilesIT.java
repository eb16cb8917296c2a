package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the console as a client gets them. */
class ConsoleFilesIT extends HttpTest {
    @Test
    void the_page_is_served_at_every_path_without_a_dot_with_a_policy() {
        for (var path : List.of("/console/", "/console/runs/17", "/console/runs/17/events/4", "/console/nodes?x=1")) {
            var page = http.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.header("content-type")).isEqualTo("text/html;charset=UTF-8");
            assertThat(page.header("content-security-policy"))
                    .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(page.header("referrer-policy")).isEqualTo("same-origin");
            assertThat(page.body()).contains("<base href=\"/\">").doesNotContain("development", "://");
        }
        var moved = http.get("/console");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("location")).isEqualTo("/console/");
    }

    @Test
    void every_file_that_the_page_names_is_there_with_its_type() {
        var named = Pattern.compile("(?:href|src)=\"(console/[^\"]+)\"")
                .matcher(http.get("/console/").body())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(named).hasSizeGreaterThan(5);
        for (var file : named) {
            var answer = http.get("/" + file);
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.header("content-type"))
                    .as(file)
                    .startsWith(
                            file.endsWith(".js")
                                    ? "text/javascript"
                                    : file.endsWith(".css") ? "text/css" : "image/svg+xml");
        }
        assertProblem(http.get("/console/absent.js"), 404);
        assertProblem(http.get("/console/../WEB-INF/web.xml"), 404);
        assertProblem(http.post("/console/", "{}"), 405);
    }

    @Test
    void an_unchanged_file_is_not_sent_again_and_one_in_gzip_is_another_one() {
        var plain = http.get("/console/app.js");
        assertThat(plain.header("cache-control")).isEqualTo("no-cache");
        assertThat(plain.header("vary")).isEqualTo("Accept-Encoding");
        var again = http.send("GET", "/console/app.js", null, "If-None-Match", plain.header("etag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("etag")).isEqualTo(plain.header("etag"));
        assertThat(http.send("GET", "/console/app.js", null, "If-None-Match", "\"other\"")
                        .status())
                .isEqualTo(200);

        var zipped = http.send("GET", "/console/app.js", null, "Accept-Encoding", "br, gzip;q=0.5");
        assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
        assertThat(zipped.header("etag")).isNotEqualTo(plain.header("etag"));
        assertThat(Integer.parseInt(zipped.header("content-length")))
                .isLessThan(Integer.parseInt(plain.header("content-length")));
        assertThat(http.send("GET", "/console/app.js", null, "Accept-Encoding", "gzip;q=0")
                        .headers()
                        .get("content-encoding"))
                .isNull();
    }
}
