package io.agentrunner.platform.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.platform.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code /openapi}: the checked-in document, with the address of this server as the client knows it. A servlet, since the
 * server maps one of its own to {@code /openapi/*}, which stands before every resource and would write the document anew; only
 * an exact path stands before that.
 */
@WebServlet({"/openapi", "/openapi.json"})
public class OpenApiServlet extends HttpServlet {
    private static final ObjectNode DOCUMENT = read();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var document = Json.object();
        document.setAll(DOCUMENT);
        document.putArray("servers").addObject().put("url", ServerUrl.of(request::getHeader, request.getScheme()));
        response.setContentType("application/json;charset=UTF-8");
        // The address comes from headers that the client chose: no cache may give it to another one.
        response.setHeader("Cache-Control", "private, no-store");
        response.getOutputStream().write(Json.text(document).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode read() {
        try (var file = OpenApiServlet.class.getResourceAsStream("/META-INF/openapi.json")) {
            return (ObjectNode) Json.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
