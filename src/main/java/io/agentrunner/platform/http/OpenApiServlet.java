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
 * {@code /openapi}: the checked-in document, with the address of this server as the client knows it. This servlet also takes
 * all paths below, or the server would map {@code /openapi/*} to its own, empty document.
 */
@WebServlet({"/openapi", "/openapi.json", "/openapi/*"})
public class OpenApiServlet extends HttpServlet {
    private static final ObjectNode DOCUMENT = read();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getPathInfo() != null) {
            below(request, response);
            return;
        }
        var document = Json.object();
        document.setAll(DOCUMENT);
        var server = ServerUrl.of(request::getHeader, request.getScheme());
        var root = request.getContextPath();
        document.putArray("servers")
                .addObject()
                .put("url", server.equals("/") && !root.isEmpty() ? root : server + root);
        response.setContentType("application/json;charset=UTF-8");
        // The address comes from headers that the client chose, so no cache may give it to another client.
        response.setHeader("Cache-Control", "private, no-store");
        response.getOutputStream().write(Json.text(document).getBytes(StandardCharsets.UTF_8));
    }

    private static void below(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getPathInfo().equals("/")) {
            response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
            response.setHeader("Location", request.getContextPath() + "/openapi.json");
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static ObjectNode read() {
        try (var file = OpenApiServlet.class.getResourceAsStream("/META-INF/openapi.json")) {
            return (ObjectNode) Json.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
