package io.agentrunner.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The page at the end of a sign-in at an OpenID provider. It goes on by itself, by a page and not by a redirect: browsers send
 * a cookie with {@code SameSite=Strict} only when one of our own pages leads there.
 */
final class LoginPage {
    /** A path of this server, of printable ASCII characters without quotes: it stands in a page and in a cookie. */
    private static final Pattern PATH = Pattern.compile("/[!#$%&()*+,\\-./0-9:;=?@A-Z_a-z~]{0,2000}");

    private LoginPage() {}

    /** Returns whether an address is a path of this server below another one. */
    static boolean isBelow(String base, String address) {
        return address.startsWith(base)
                && !base.startsWith("//")
                && PATH.matcher(address).matches();
    }

    static String encoded(String path) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(StandardCharsets.US_ASCII));
    }

    /** The path that was encoded; an empty text if it is none. */
    static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Shows the page that the person wanted. */
    static void onward(String path, HttpServletResponse response) throws IOException {
        write(
                "<meta http-equiv=\"refresh\" content=\"0;url=%s\">".formatted(escaped(path)),
                "You are signed in.",
                path,
                200,
                response);
    }

    /** Says why nobody signed in. */
    static void refusal(String why, String path, int status, HttpServletResponse response) throws IOException {
        write("", why, path, status, response);
    }

    private static void write(String head, String text, String path, int status, HttpServletResponse response)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/html");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        // The address of this page has the code.
        response.setHeader("Referrer-Policy", "no-referrer");
        response.getWriter().write("""
                        <!DOCTYPE html>
                        <html lang="en"><head><meta charset="utf-8"><title>Agent Runner</title>%s</head>
                        <body><p>%s <a href="%s">Continue</a></p></body></html>
                        """.formatted(head, text, escaped(path)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}
