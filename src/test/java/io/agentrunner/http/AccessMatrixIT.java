package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.agentrunner.access.Role;
import io.agentrunner.access.token.TestIssuer;
import io.agentrunner.container.OneServer;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the OpenAPI document with every credential. The roles stand here a second time, on purpose: an operation
 * that is new, or whose row in the table of permissions changed, fails until somebody decides who may do it.
 */
class AccessMatrixIT extends HttpTest {
    /** By operation; "of all" is a role that a caller of some projects does not have. */
    private static final Map<String, String> NEEDED = needed("""
            GET /health anyone
            GET /health/live anyone
            GET /health/ready anyone
            GET /health/started anyone
            GET /metrics anyone
            GET /worker/metrics anyone
            GET /session anyone
            POST /session anyone
            DELETE /session anyone
            GET /openapi viewer
            GET /stats viewer
            GET /agents viewer
            GET /runs viewer
            GET /runs/{id} viewer
            GET /runs/{id}/events viewer
            GET /runs/{id}/events/stream viewer
            GET /runs/{id}/attempts viewer
            GET /events/stream viewer
            GET /projects viewer
            GET /projects/{id} viewer
            GET /nodes viewer
            GET /worker/status viewer
            GET /metrics/history viewer of all
            POST /runs submitter
            POST /runs/batch submitter
            POST /runs/{id}/pause submitter
            POST /runs/{id}/resume submitter
            POST /runs/{id}/stop submitter
            POST /runs/{id}/retry submitter
            POST /runs/{id}/answer submitter
            POST /runs/{id}/directive submitter
            PATCH /projects/{id} submitter
            POST /projects submitter of all
            POST /runs/bulk operator
            GET /operations/{id} operator
            POST /worker/process operator
            POST /nodes/{id}/drain operator
            POST /nodes/{id}/undrain operator
            GET /settings operator
            GET /settings/{key} operator
            PUT /settings/{key} operator
            DELETE /settings/{key} operator
            GET /keys admin
            POST /keys admin
            DELETE /keys/{id} admin
            GET /audit admin
            """);

    /** The one that ends a session goes last. */
    private static final List<OpenApi.Operation> OPERATIONS = OpenApi.operations().stream()
            .sorted(Comparator.comparing(operation -> operation.toString().equals("DELETE /session")))
            .toList();

    private static final String NOBODY = "999999999";

    @ArquillianResource
    private URL server;

    /** Wrong credentials come from an address of their own: the server slows them down. */
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .localAddress(address())
            .build();

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 77});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> needed(String rows) {
        var needed = new TreeMap<String, String>();
        rows.lines().map(row -> row.split(" ", 3)).forEach(row -> needed.put(row[0] + " " + row[1], row[2]));
        return needed;
    }

    @Test
    void every_operation_is_in_this_table() {
        assertThat(NEEDED.keySet())
                .containsAll(
                        OPERATIONS.stream().map(OpenApi.Operation::toString).toList());
    }

    @Test
    void without_a_valid_credential_only_what_is_open_is_served() throws Exception {
        var credentials = invalid();
        each(OPERATIONS, operation -> {
            for (var credential : credentials.entrySet()) {
                var status = send(operation, NOBODY, credential.getValue());
                if (NEEDED.get(operation.toString()).equals("anyone")) {
                    assertThat(status).as(credential.getKey()).isNotIn(401, 403, 429);
                } else {
                    assertThat(status).as(credential.getKey()).isIn(401, 429);
                }
            }
        });
    }

    @Test
    void each_role_may_do_what_needs_it_or_less() {
        for (var role : Role.values()) {
            var credentials =
                    List.of(header(key(role, "")), header(token(role)), cookie(key(role, "")), cookie(token(role)));
            each(OPERATIONS, operation -> {
                for (var credential : credentials) {
                    assertServed(operation, credential, includes(role, NEEDED.get(operation.toString())));
                }
            });
        }
    }

    private void assertServed(OpenApi.Operation operation, String[] credential, boolean served) {
        var status = send(operation, NOBODY, credential);
        if (served) {
            assertThat(status).as(credential[0]).isNotIn(401, 403, 429);
        } else {
            assertThat(status).as(credential[0]).isEqualTo(403);
        }
    }

    private static boolean includes(Role role, String needed) {
        return needed.equals("anyone")
                || role.includes(Role.named(needed.replace(" of all", "")).orElseThrow());
    }

    @Test
    void a_caller_of_some_projects_does_nothing_that_is_about_all() {
        var credential = header(key(Role.SUBMITTER, ",\"projects\":[" + project + "]"));
        each(OPERATIONS, operation -> {
            var needed = NEEDED.get(operation.toString());
            assertServed(operation, credential, includes(Role.SUBMITTER, needed) && !needed.endsWith("of all"));
        });
    }

    @Test
    void what_belongs_to_another_project_is_as_if_it_was_not_there() {
        var other = TestProjects.create();
        var run = TestRuns.queued().project(other).save();
        var credentials = List.of(
                header(key(Role.SUBMITTER, ",\"projects\":[" + project + "]")),
                header(token("group-submitter", "limited")));
        var about = OPERATIONS.stream()
                .filter(operation -> operation.path().matches("/(runs|projects)/\\{id}.*"))
                .toList();
        assertThat(about).hasSizeGreaterThan(9);
        var before = stored();
        each(about, operation -> {
            var id = operation.path().startsWith("/runs") ? String.valueOf(run) : String.valueOf(other);
            for (var credential : credentials) {
                assertThat(send(operation, id, credential)).isEqualTo(send(operation, NOBODY, credential));
            }
        });
        assertThat(stored()).isEqualTo(before);
    }

    /** Of each kind one; none of them is a credential. */
    private Map<String, String[]> invalid() throws Exception {
        var good = key(Role.ADMIN, "");
        var expired = key(Role.ADMIN, "");
        Sql.run("update access_key set expires_at = now() - interval '1 s' where id = ?", id(expired));
        var revoked = key(Role.ADMIN, "");
        var ended = cookie(revoked);
        assertThat(http.send("DELETE", "/keys/" + id(revoked), null).status()).isEqualTo(204);
        var shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), claims().build());
        shared.sign(new MACSigner(TestIssuer.RSA.toRSAPublicKey().getEncoded()));
        var invalid = new LinkedHashMap<String, String[]>();
        invalid.put("no credential", new String[0]);
        invalid.put("a key with another secret", header(good.substring(0, good.length() - 1) + "!"));
        invalid.put("an unknown key", header("ar_999999999_" + "x".repeat(43)));
        invalid.put("an expired key", header(expired));
        invalid.put("a revoked key", header(revoked));
        invalid.put("an ended session", ended);
        invalid.put("an unknown session", new String[] {"Cookie", "agent_runner_session=" + "x".repeat(43)});
        invalid.put("another scheme", new String[] {"Authorization", "Basic " + good});
        invalid.put("garbage", header("a.b.c"));
        invalid.put("a token that ended", header(signed(claims().expirationTime(in(-3600)))));
        invalid.put("a token of later", header(signed(claims().notBeforeTime(in(3600)))));
        invalid.put("a token without an end", header(signed(claims().expirationTime(null))));
        invalid.put("a token for others", header(signed(claims().audience("account"))));
        invalid.put("a token of another issuer", header(signed(claims().issuer("https://elsewhere.example"))));
        invalid.put(
                "a token of another key",
                header(TestIssuer.sign(claims().build(), TestIssuer.OTHER_RSA, JWSAlgorithm.RS256)));
        invalid.put("a token without a signature", header(new PlainJWT(claims().build()).serialize()));
        invalid.put("a token of a shared secret", header(shared.serialize()));
        invalid.put("a token without a role", header(token("group-nobody")));
        return invalid;
    }

    private String key(Role role, String more) {
        var created =
                http.post("/keys", "{\"name\":\"%s\",\"role\":\"%s\"%s}".formatted(UUID.randomUUID(), role, more));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        return created.json().path("key").asText();
    }

    private static long id(String key) {
        return Long.parseLong(key.split("_", 3)[1]);
    }

    private static JWTClaimsSet.Builder claims(String... groups) {
        return OneServer.ISSUER.claims(
                Instant.now(), "ada", groups.length == 0 ? new String[] {"group-admin"} : groups);
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static String signed(JWTClaimsSet.Builder claims) {
        return TestIssuer.sign(claims.build());
    }

    private static String token(Role role) {
        return token("group-" + role);
    }

    private static String token(String... groups) {
        return signed(claims(groups));
    }

    private static String[] header(String credential) {
        return new String[] {"Authorization", "Bearer " + credential};
    }

    /** The cookie of a session that began with a key or a token. */
    private String[] cookie(String credential) {
        var kind = credential.startsWith("ar_") ? "key" : "token";
        var answer = new Http(server, new String[0]).post("/session", "{\"%s\":\"%s\"}".formatted(kind, credential));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return new String[] {"Cookie", answer.header("set-cookie").replaceFirst(";.*", "")};
    }

    /**
     * Sends a request that changes nothing even if it is allowed: about what is not there, with a body that cannot be read.
     *
     * @param id of the run or project that it is about
     */
    private int send(OpenApi.Operation operation, String id, String[] credential) {
        var path = operation
                .path()
                .replace("/nodes/{id}", "/nodes/" + new UUID(0, 0))
                .replace("{key}", "no.such.setting")
                .replace("{id}", id);
        var request = HttpRequest.newBuilder(URI.create(server.toString()).resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(
                        operation.method(),
                        List.of("POST", "PUT", "PATCH").contains(operation.method())
                                ? BodyPublishers.ofString("{")
                                : BodyPublishers.noBody());
        if (credential.length > 0) {
            request.headers(credential);
        }
        try {
            // A stream has no end: its head is enough.
            var answer = client.send(request.build(), BodyHandlers.ofInputStream());
            answer.body().close();
            assertThat(answer.statusCode()).as(operation + " " + path).isLessThan(500);
            if (List.of(401, 403, 429).contains(answer.statusCode())) {
                operation.assertHas(answer.statusCode(), "application/problem+json");
            }
            return answer.statusCode();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(operation + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
