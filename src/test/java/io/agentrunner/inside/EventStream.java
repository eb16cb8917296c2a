package io.agentrunner.inside;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.platform.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of an event stream, like a browser: reads on its own thread and keeps the messages. */
public final class EventStream implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A message with its fields as they were sent. A missing field is null. */
    public record Message(String id, String event, String data, long receivedAt) {
        public JsonNode json() {
            return Json.parse(data);
        }
    }

    private final HttpResponse<InputStream> response;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> otherLines = new CopyOnWriteArrayList<>();
    private volatile String end;

    private EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        Thread.ofVirtual().start(this::read);
    }

    /** Opens a stream, with any response. */
    public static EventStream open(URI address, String... headers) {
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new EventStream(CLIENT.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(address.toString(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        String id = null;
        String event = null;
        String data = null;
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (!line.isEmpty()) {
                    otherLines.add(line);
                } else if (data != null) {
                    messages.add(new Message(id, event, data, System.nanoTime()));
                    id = null;
                    event = null;
                    data = null;
                }
            }
            end = "by the server";
        } catch (IOException e) {
            end = e.toString();
        }
    }

    public int status() {
        return response.statusCode();
    }

    /** Returns the first value of a header, or an empty text if there is none. */
    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public List<Message> messages() {
        return messages;
    }

    public List<Integer> ids() {
        return messages.stream().map(message -> Integer.valueOf(message.id())).toList();
    }

    /** Comments, and lines such as {@code retry: 1000}. */
    public List<String> otherLines() {
        return otherLines;
    }

    /** Returns how the stream ended, or null while it is open. */
    public String end() {
        return end;
    }

    /** Waits until this many messages have arrived. */
    public EventStream awaitMessages(int count) {
        Await.until(
                () -> messages.size() >= count,
                Duration.ofSeconds(20),
                () -> messages.size() + " messages, end " + end);
        return this;
    }

    public EventStream awaitEnd() {
        Await.until(() -> end != null, Duration.ofSeconds(20), () -> "still open after " + messages);
        return this;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
