package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemServlet;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers the requests that {@link RequestProbe} redirects here, with any method. */
@WebServlet({
    RefusedAddressServlet.UNREADABLE + "*",
    RefusedAddressServlet.NOT_SERVED + "*",
    RefusedAddressServlet.OF_HTTP_2 + "*",
    RefusedAddressServlet.OF_NO_HOST + "*"
})
public class RefusedAddressServlet extends HttpServlet {
    static final String UNREADABLE = "/unreadable-address/";
    static final String NOT_SERVED = "/not-served-address/";

    /** The target for HTTP/2: answers 505. */
    static final String OF_HTTP_2 = "/http-2/";

    /** The target for a Host header that cannot be read: answers 400, unless the gate refuses it before. */
    static final String OF_NO_HOST = "/unreadable-host/";

    /** The target for a path that cannot be decoded: answers 400. */
    static String unreadable(String path) {
        return UNREADABLE + Address.twiceEncoded(path);
    }

    /** The target for a path that the listener does not serve: answers 404. */
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
            case OF_NO_HOST -> ProblemServlet.write(response, 400, "The Host header cannot be read.", "/");
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
