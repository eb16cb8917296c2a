package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemServlet;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers any method of what {@link RequestProbe} leads here. */
@WebServlet({
    RefusedAddressServlet.UNREADABLE + "*",
    RefusedAddressServlet.NOT_SERVED + "*",
    RefusedAddressServlet.OF_HTTP_2 + "*"
})
public class RefusedAddressServlet extends HttpServlet {
    static final String UNREADABLE = "/unreadable-address/";
    static final String NOT_SERVED = "/not-served-address/";

    /** Where HTTP/2 is led: to 505. */
    static final String OF_HTTP_2 = "/http-2/";

    /** Where a path that cannot be decoded is led: to 400. */
    static String unreadable(String path) {
        return UNREADABLE + Address.twiceEncoded(path);
    }

    /** Where a path is led that a listener does not serve: to 404. */
    static String notServed(String path) {
        return NOT_SERVED + Address.twiceEncoded(path);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var info = request.getPathInfo();
        var path = info == null ? "/" : Address.decoded(info.substring(1));
        switch (request.getServletPath() + "/") {
            case NOT_SERVED ->
                ProblemServlet.write(
                        response,
                        404,
                        "This port serves /health, /health/live, /health/ready, /health/started and /metrics only.",
                        path);
            case OF_HTTP_2 -> ProblemServlet.write(response, 505, "This port speaks HTTP/1.1 only.", "/");
            default ->
                ProblemServlet.write(
                        response,
                        400,
                        "The path of the address cannot be read: after a % there must be two hexadecimal digits,"
                                + " not those of the character 0, of / or of \\.",
                        path);
        }
    }
}
