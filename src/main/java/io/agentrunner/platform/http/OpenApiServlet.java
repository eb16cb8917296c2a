package io.agentrunner.platform.http;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /openapi}: the checked-in document as it is. A servlet, since the server maps one of its own to {@code /openapi/*},
 * which stands before every resource and would write the document anew; only an exact path stands before that.
 */
@WebServlet("/openapi")
public class OpenApiServlet extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        try (var document = OpenApiServlet.class.getResourceAsStream("/META-INF/openapi.json")) {
            document.transferTo(response.getOutputStream());
        }
    }
}
