package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemServlet;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers 400 where {@link UnreadableAddresses} leads: to any method of a path that cannot be decoded. */
@WebServlet(UnreadableAddressServlet.PATH + "*")
public class UnreadableAddressServlet extends HttpServlet {
    static final String PATH = "/unreadable-address/";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getPathInfo() == null
                ? "/"
                : Address.decoded(request.getPathInfo().substring(1));
        ProblemServlet.write(
                response,
                400,
                "The path of the address cannot be read: after a % there must be two hexadecimal digits,"
                        + " not those of the character 0, of / or of \\.",
                path);
    }
}
