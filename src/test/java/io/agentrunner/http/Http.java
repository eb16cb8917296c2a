package io.agentrunner.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.container.OneServer;
import io.agentrunner.inside.EventStream;
import io.agentrunner.platform.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A client like curl, which checks each response against the OpenAPI document. */
final class Http {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration MOST = Duration.ofSeconds(30);

    /** The headers that each request needs. */
    static final String HEAD = "Host: localhost\r\nX-API-Key: " + OneServer.BOOTSTRAP_KEY + "\r\n";

    private final URI base;
    private final String[] credential;

    /** The server's first admin. */
    Http(URL base) {
        this(base, "X-API-Key", OneServer.BOOTSTRAP_KEY);
    }

    /**
     * A client with a network address of its own.
     *
     * @param credential a header and its value, or nothing
     */
    Http(URL base, String... credential) {
        this.base = URI.create(base.toString());
        var random = ThreadLocalRandom.current();
        var address = "10.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
        this.credential = Stream.concat(Stream.of(credential), Stream.of("X-Forwarded-For", address))
                .toArray(String[]::new);
    }

    /** A response. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
        }

        /** Returns the media type without its parameters, or an empty text if there is none. */
        String mediaType() {
            var type = header("content-type");
            return type == null ? "" : type.replaceFirst(" *;.*", "");
        }

        JsonNode json() {
            return Json.parse(body);
        }

        /** Returns the detail of a problem. */
        String detail() {
            return json().path("detail").asText();
        }
    }

    /** The same server, for a client with another key. */
    Http withKey(String key) {
        try {
            return new Http(base.toURL(), "X-API-Key", key);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens an event stream, whatever it is answered with. */
    EventStream follow(String path, String... headers) {
        return EventStream.open(
                base.resolve(path),
                Stream.concat(Stream.of(credential), Stream.of(headers)).toArray(String[]::new));
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path) {
        return send("POST", path, null);
    }

    Answer post(String path, String json) {
        return send("POST", path, json, "Content-Type", "application/json");
    }

    Answer send(String method, String path, String body, String... headers) {
        return request(method, path, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    /** Chunked, without a declared length. */
    Answer stream(String path, byte[] body, String... headers) {
        return request("POST", path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
    }

    private Answer request(String method, String path, BodyPublisher body, String... headers) {
        var request =
                HttpRequest.newBuilder(base.resolve(path)).method(method, body).timeout(MOST);
        if (credential.length > 0) {
            request.headers(credential);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = CLIENT.send(request.build(), BodyHandlers.ofString());
            var answer = new Answer(
                    response.statusCode(), lowerCase(response.headers().map()), response.body());
            OpenApi.operationOf(method, path)
                    .ifPresent(operation -> operation.assertHas(answer.status(), answer.mediaType()));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a request line that no client library lets through. */
    Answer raw(String line) {
        return exchange(line + " HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n");
    }

    /** Sends a whole request as it is, after which the server has to close the connection. */
    Answer exchange(String request) {
        return exchange(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads until the server closes the connection; of an event stream only its beginning. */
    Answer exchange(byte[] request) {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout((int) MOST.toMillis());
            try {
                socket.getOutputStream().write(request);
            } catch (IOException refused) {
                // The server answers before it has read everything; the answer counts.
            }
            var answer = new String(read(socket), StandardCharsets.UTF_8)
                    .replaceFirst("^HTTP/1.1 100 [^\\r]*\\r\\n(?:[^\\r]+\\r\\n)*\\r\\n", "");
            var head = answer.split("\r\n\r\n", 2);
            var lines = head[0].lines().toList();
            var headers = new TreeMap<String, List<String>>();
            lines.stream()
                    .skip(1)
                    .map(header -> header.split(": *", 2))
                    .forEach(header -> headers.put(
                            header[0].toLowerCase(java.util.Locale.ROOT), List.of(header.length > 1 ? header[1] : "")));
            return new Answer(Integer.parseInt(lines.getFirst().split(" ", 3)[1]), headers, unchunk(headers, head[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(new String(request, StandardCharsets.ISO_8859_1), e);
        }
    }

    private static byte[] read(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        var buffer = new byte[1 << 16];
        try {
            for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) {
                answer.write(buffer, 0, n);
                if (answer.toString(StandardCharsets.ISO_8859_1).contains("text/event-stream")) {
                    break;
                }
            }
        } catch (SocketException e) {
            if (answer.size() == 0) {
                throw e;
            }
        }
        return answer.toByteArray();
    }

    private static String unchunk(Map<String, List<String>> headers, String body) {
        if (!headers.containsKey("transfer-encoding")) {
            return body;
        }
        return body.replaceFirst("^[0-9a-fA-F]+\r\n", "").replaceFirst("\r\n0\r\n\r\n$", "");
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        var result = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        result.putAll(headers);
        return result;
    }
}
