package io.agentrunner.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.platform.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * Makes whole requests for the operations of the OpenAPI document, as bytes: values of wrong types, sizes, numbers and
 * encodings in paths, queries, headers and bodies, wrong media types, and compressed bodies. Each is for one connection.
 */
final class HostileRequests {
    /** A text that a log or a terminal must not take for an entry of its own. */
    static final String FORGED = "2026-01-01T00:00:00.000+0000 SEVERE [forged] owned";

    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1",
            "9223372036854775808",
            "99999999999999999999999999",
            "1e3",
            "1.5",
            "NaN",
            "-0",
            "true",
            "null",
            "[]",
            "{}",
            "",
            " ",
            "'",
            "';drop table run;--",
            "\\",
            "../../../../etc/passwd",
            "${jndi:ldap://127.0.0.1:1/x}",
            "#{7*7}",
            "%s%n%x",
            "<script>alert(1)</script>",
            "\u0000",
            "\u202e\u2066",
            "\ud83d\ude80",
            "e\u0301",
            "a\r\n" + FORGED,
            "a\n" + FORGED,
            "\u001b[2J\u001b[31mowned",
            "\u2028" + FORGED,
            "2026-02-30T00:00:00Z",
            "0000-00-00",
            "RUNNING",
            "00000000-0000-0000-0000-000000000000");

    private static final List<String> JSON = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e400000",
            "-1e-400000",
            "99999999999999999999",
            "1.0000000000000000000000000000000001",
            "NaN",
            "01",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "\"" + "\u00ff\u00fe" + "\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"a\\r\\n" + FORGED + "\"",
            "{}",
            "[]",
            "[[],{}]",
            "{\"a\":{\"a\":{\"a\":[]}}}");

    private static final List<String> HEADERS = List.of(
            "Accept: ",
            "Accept: text/html",
            "Accept: */*;q=0",
            "Accept: application/json;q=abc",
            "Accept: " + "a/b,".repeat(2000) + "c/d",
            "Accept-Encoding: gzip, br;q=9, *;q=-1",
            "Accept-Language: \u00ff\u00fe",
            "Content-Encoding: gzip",
            "Content-Encoding: br",
            "Content-Language: xx-" + "y".repeat(500),
            "Expect: 100-continue",
            "Expect: nonsense",
            "Range: bytes=0-0,1-1,-9999999999999999999",
            "If-None-Match: \"" + "x".repeat(5000) + "\"",
            "If-Modified-Since: yesterday",
            "Last-Event-ID: -1",
            "Last-Event-ID: 99999999999999999999",
            "Idempotency-Key: " + "k".repeat(256),
            "Idempotency-Key: a\u0001b",
            "Idempotency-Key: ",
            "Cookie: " + "a=b; ".repeat(3000),
            "Cookie: session=\u00ff; $Version=1; x",
            "X-Forwarded-For: 1, 2, " + FORGED,
            "X-Forwarded-Host: attacker.example",
            "X-Forwarded-Proto: javascript",
            "X-HTTP-Method-Override: DELETE",
            "Origin: http://attacker.example",
            "Referer: http://attacker.example/" + "r".repeat(3000),
            "User-Agent: ${jndi:ldap://127.0.0.1:1/x}",
            "Content-Type: application/json",
            "Content-Disposition: form-data; name=\"x\"; filename=\"../../x\"",
            "TE: identity",
            "Upgrade: websocket",
            "TE: trailers, deflate;q=0.5",
            "Trailer: Host",
            "Prefer: wait=99999",
            "Max-Forwards: -1");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json;charset=UTF-16",
            "application/json;charset=nonsense",
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=" + "b".repeat(300),
            "application/problem+json",
            "*/*",
            "application/",
            "\u00ff");

    private final Random random;
    private final List<OpenApi.Operation> operations;

    HostileRequests(Random random) {
        this.random = random;
        // The others change the server for every test: a drain, and settings.
        this.operations = OpenApi.operations().stream()
                .filter(one -> !one.path().startsWith("/health"))
                .filter(one ->
                        !one.path().startsWith("/settings/") || one.method().equals("GET"))
                .toList();
    }

    /**
     * Returns a request, and the path that it is for.
     *
     * @param head lines of the head that each request has, each with its line end
     */
    byte[] next(String head) {
        var operation = operations.get(random.nextInt(operations.size()));
        var body = operation.json().has("requestBody") || rarely() ? body(operation) : new byte[0];
        var request = new StringBuilder();
        request.append(rarely() ? oneOf(List.of("BREW", "TRACE", "PROPFIND", "HEAD", "OPTIONS")) : operation.method());
        request.append(' ').append(path(operation)).append(query(operation)).append(" HTTP/1.1\r\n");
        request.append(head).append("Connection: close\r\n");
        if (body.length > 0) {
            request.append("Content-Type: ")
                    .append(sometimes() ? oneOf(TYPES) : TYPES.getFirst())
                    .append("\r\n");
            request.append("Content-Length: ").append(body.length).append("\r\n");
        }
        for (var i = random.nextInt(3); i > 0; i--) {
            request.append(oneOf(HEADERS)).append("\r\n");
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private boolean sometimes() {
        return random.nextInt(3) == 0;
    }

    private boolean rarely() {
        return random.nextInt(12) == 0;
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private String value() {
        return rarely() ? "v".repeat(1 + random.nextInt(20_000)) : oneOf(VALUES);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** No id is that of a run, a key or a node. */
    private String path(OpenApi.Operation operation) {
        var path = operation.path().replaceAll("\\{[^}]+}", "\u0001");
        while (path.indexOf('\u0001') >= 0) {
            var id = encoded(rarely() ? value() : "0" + value());
            path = path.replaceFirst("\u0001", java.util.regex.Matcher.quoteReplacement(id.isEmpty() ? "0" : id));
        }
        return rarely()
                ? path + oneOf(List.of("/", "//", ";a=b", "/..;/", "/%2e%2e/", "%", "%zz", "%00", "/\\", "/x/y"))
                : path;
    }

    private String query(OpenApi.Operation operation) {
        var query = new StringBuilder();
        for (var parameter : operation.json().path("parameters")) {
            if (parameter.path("in").asText().equals("query") && sometimes()) {
                query.append('&')
                        .append(encoded(parameter.path("name").asText()))
                        .append('=')
                        .append(encoded(value()));
            }
        }
        if (rarely()) {
            query.append(
                    oneOf(List.of("&unknown=1", "&limit=1&limit=2", "&%", "&=", "&a[b][c]=1", "&x=%ff%fe", "&&&")));
        }
        return query.isEmpty() ? "" : "?" + query.substring(1);
    }

    private byte[] body(OpenApi.Operation operation) {
        return switch (random.nextInt(14)) {
            case 0 -> new byte[0];
            case 1 -> bytes("[".repeat(1 + random.nextInt(100_000)));
            case 2 -> bytes("{\"a\":".repeat(1 + random.nextInt(20_000)) + "1");
            case 3 -> bytes("\u00ef\u00bb\u00bf{}");
            case 4 -> random();
            case 5 -> bomb();
            case 6 -> bytes("{\"runs\":[" + "{},".repeat(10_001) + "{}]}");
            case 7 -> bytes("{\"goal\":\"" + "g".repeat(random.nextInt(300_000)) + "\"}");
            default -> cut(bytes(filled(operation)));
        };
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] random() {
        var bytes = new byte[1 + random.nextInt(3000)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** 50 MB of spaces, or of one JSON text, in 50 kB. */
    private byte[] bomb() {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            var piece = bytes((random.nextBoolean() ? " " : "[").repeat(1 << 20));
            for (var i = 0; i < 50; i++) {
                gzip.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private byte[] cut(byte[] body) {
        return rarely() ? java.util.Arrays.copyOf(body, random.nextInt(body.length + 1)) : body;
    }

    /** The members of the operation's schema, some with hostile values. */
    private String filled(OpenApi.Operation operation) {
        var schema = operation.json().at("/requestBody/content/application~1json/schema");
        var example = operation.json().at("/requestBody/content/application~1json/example");
        var body = example instanceof ObjectNode object ? object.deepCopy() : Json.object();
        var members = OpenApi.resolve(schema).path("properties");
        var text = new StringBuilder("{");
        Supplier<String> comma = () -> text.length() > 1 ? "," : "";
        for (var member : members.properties()) {
            if (sometimes()) {
                text.append(comma.get())
                        .append('"')
                        .append(member.getKey())
                        .append("\":")
                        .append(json());
                body.remove(member.getKey());
            }
        }
        for (var member : body.properties()) {
            text.append(comma.get())
                    .append('"')
                    .append(member.getKey())
                    .append("\":")
                    .append(plain(member.getValue()));
        }
        return text + (rarely() ? ",\"goal\":1,\"goal\":2}" : "}");
    }

    private static String plain(JsonNode value) {
        return new String(Json.text(value).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String json() {
        return rarely() ? '"' + "j".repeat(random.nextInt(200_000)) + '"' : oneOf(JSON);
    }
}
