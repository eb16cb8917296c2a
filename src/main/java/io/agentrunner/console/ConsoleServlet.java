package io.agentrunner.console;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Serves the console from memory. A path without a dot is one that the console itself shows, so it answers with the page. Browsers
 * ask each time whether a file has changed, since the names of files carry no version.
 */
@WebServlet(value = "/console/*", loadOnStartup = 1)
public class ConsoleServlet extends HttpServlet {
    /** {@code base-uri 'self'} is for the context root in the page. lit-html makes its templates by a policy of its own. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types lit-html";

    private transient ConsoleFiles files;

    @Override
    public void init() {
        files = ConsoleFiles.read(getServletContext());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var info = request.getPathInfo();
        if (info == null) {
            response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
            response.setHeader("Location", request.getContextPath() + "/console/");
            return;
        }
        var path = info.substring(1);
        var file = files.find(path.contains(".") ? path : ConsoleFiles.INDEX);
        if (file == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        send(file, request, response);
    }

    private static void send(ConsoleFile file, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var zipped = acceptsGzip(request.getHeader("Accept-Encoding"));
        var etag = "\"" + file.etag() + (zipped ? "-gzip\"" : "\"");
        response.setHeader("ETag", etag);
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Vary", "Accept-Encoding");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        if (names(request.getHeader("If-None-Match"), etag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        var content = zipped ? file.zipped() : file.content();
        response.setContentType(file.type());
        if (zipped) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    static boolean acceptsGzip(String accepted) {
        if (accepted == null) {
            return false;
        }
        for (var one : accepted.split(",", -1)) {
            var parts = one.split(";", -1);
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return parts.length == 1 || !parts[1].replace(" ", "").matches("(?i)q=0(\\.0*)?");
            }
        }
        return false;
    }

    static boolean names(String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (var one : ifNoneMatch.split(",", -1)) {
            var tag = one.strip();
            if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
