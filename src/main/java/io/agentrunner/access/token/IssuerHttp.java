package io.agentrunner.access.token;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests to the issuer: bounded in time and size, without redirects. */
final class IssuerHttp {
    /** A whole exchange takes no longer. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    static final int BYTES = 1 << 20;

    private IssuerHttp() {}

    /** The answer of an issuer. */
    record Answer(int status, String body) {}

    /**
     * The body of an answer with the status 200.
     *
     * @throws IOException when there is none in time, or it is too large
     */
    static String get(URI address) throws IOException {
        var answer = send(HttpRequest.newBuilder(address).header("Accept", "application/json, */*"));
        if (answer.status() != 200) {
            throw new IOException("the answer has the status " + answer.status());
        }
        return answer.body();
    }

    /**
     * Sends a request.
     *
     * @throws IOException when there is no answer in time, or it is too large
     */
    static Answer send(HttpRequest.Builder request) throws IOException {
        return send(request, LIMIT);
    }

    static Answer send(HttpRequest.Builder request, Duration limit) throws IOException {
        // A client for each exchange: closing it ends whatever of the exchange is still under way.
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        var body = new ByteArrayOutputStream();
        try {
            var response = client.sendAsync(
                            request.build(),
                            BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> {
                                if (body.size() + bytes.length > BYTES) {
                                    throw new IllegalStateException("the answer has more than " + BYTES + " bytes");
                                }
                                body.writeBytes(bytes);
                            })))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), body.toString(StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException("there was no whole answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            client.shutdownNow();
        }
    }
}
