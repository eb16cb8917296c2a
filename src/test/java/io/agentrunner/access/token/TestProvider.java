package io.agentrunner.access.token;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import io.agentrunner.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** An OpenID provider over a {@link TestIssuer}, where everybody is signed in already. It holds its clients to PKCE. */
public final class TestProvider {
    public static final String CLIENT = "console";
    /** With characters that need an encoding in the header. */
    public static final String SECRET = "s3cret+:%";

    private final TestIssuer issuer;
    private final Clock clock;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile UnaryOperator<JWTClaimsSet.Builder> claims = given -> given;
    private volatile int status = 200;
    private volatile String described;

    /** @param clock of the tokens */
    public TestProvider(TestIssuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
        described = issuer.url();
        issuer.server()
                .createContext(
                        "/.well-known/openid-configuration",
                        exchange -> answer(
                                exchange,
                                200,
                                Json.text(Map.of(
                                        "issuer",
                                        described,
                                        "authorization_endpoint",
                                        issuer.url() + "/authorize?realm=work",
                                        "token_endpoint",
                                        issuer.url() + "/token",
                                        "jwks_uri",
                                        issuer.keys()))));
        issuer.server().createContext("/authorize", this::authorize);
        issuer.server().createContext("/token", this::token);
    }

    /** From now on it describes another issuer. */
    void describe(String other) {
        described = other;
    }

    /** From now on tokens have these changes. */
    public void change(UnaryOperator<JWTClaimsSet.Builder> change) {
        claims = change;
    }

    /** From now on codes are answered with this status. */
    void answer(int code) {
        status = code;
    }

    /** Visits the provider as a browser does. Returns the query of the address to which the browser is sent back. */
    Map<String, String> visit(URI address) {
        var query = fields(address.getRawQuery());
        var code = "code-" + count.incrementAndGet();
        codes.put(code, query);
        return Map.of("code", code, "state", query.get("state"));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var back = visit(exchange.getRequestURI());
        var to = fields(exchange.getRequestURI().getRawQuery()).get("redirect_uri");
        exchange.getResponseHeaders()
                .add("Location", to + "?session_state=x&state=" + back.get("state") + "&code=" + back.get("code"));
        answer(exchange, 302, "");
    }

    private void token(HttpExchange exchange) throws IOException {
        var form = fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var asked = codes.remove(form.getOrDefault("code", ""));
        var client = exchange.getRequestHeaders().getFirst("Authorization");
        var known = client != null
                && client.equals("Basic "
                        + Base64.getEncoder()
                                .encodeToString("console:s3cret%2B%3A%25".getBytes(StandardCharsets.UTF_8)));
        if (status != 200 || asked == null || !known || !holds(asked, form)) {
            answer(exchange, status == 200 ? 400 : status, "{\"error\":\"invalid_grant\"}");
            return;
        }
        var token =
                issuer.claims(clock.instant(), "ada", "staff").audience(CLIENT).claim("nonce", asked.get("nonce"));
        answer(
                exchange,
                200,
                Json.text(Map.of(
                        "access_token",
                        "opaque",
                        "id_token",
                        TestIssuer.sign(claims.apply(token).build()))));
    }

    private static boolean holds(Map<String, String> asked, Map<String, String> form) {
        return "authorization_code".equals(form.get("grant_type"))
                && CLIENT.equals(asked.get("client_id"))
                && "code".equals(asked.get("response_type"))
                && asked.get("scope").contains("openid")
                && asked.get("redirect_uri").equals(form.get("redirect_uri"))
                && "S256".equals(asked.get("code_challenge_method"))
                && asked.get("code_challenge").equals(sha256(form.getOrDefault("code_verifier", "")));
    }

    private static String sha256(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, String> fields(String query) {
        var fields = new HashMap<String, String>();
        Stream.of(query.split("&", -1)).map(field -> field.split("=", 2)).forEach(field -> {
            var before = fields.put(field[0], URLDecoder.decode(field[1], StandardCharsets.UTF_8));
            if (before != null) {
                throw new IllegalArgumentException("Twice: " + field[0]);
            }
        });
        return fields;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
