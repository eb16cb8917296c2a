package io.agentrunner.stream;

import io.agentrunner.access.Access;
import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.http.KnownParameters;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.problem.ProblemServlet;
import io.agentrunner.run.RunFilter;
import io.agentrunner.run.Runs;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * {@code GET /runs/{id}/events/stream} and {@code GET /events/stream}. A filter and not a resource, since Jersey writes streams blocking in the caller's
 * thread, and can end none while the server shuts down. All other requests pass.
 */
public class StreamFilter extends HttpFilter {
    private static final String OF_ALL = "/events/stream";
    private static final Pattern CURSOR = Pattern.compile("\\d{1,18}:\\d{1,18}:(\\d{1,18}(,\\d{1,18}){0,2000})?");
    private static final Pattern OF_RUN = Pattern.compile("/runs/(\\d{1,18})/events/stream");
    private static final Pattern EVENT_ID = Pattern.compile("\\d{1,9}");
    private static final List<String> ACCEPTED = List.of("text/event-stream", "text/*", "*/*", "application/json");

    @Inject
    private transient Streams streams;

    @Inject
    private transient StreamReads reads;

    @Inject
    private transient RunWatches watches;

    @Inject
    private transient RunPages pages;

    @Inject
    private transient FeedHub hub;

    @Inject
    private transient StreamReader reader;

    @Inject
    private transient Runs runs;

    @Inject
    private transient Access access;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        var ofRun = OF_RUN.matcher(path);
        if (!ofRun.matches() && !path.equals(OF_ALL)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            check(request, response);
            if (path.equals(OF_ALL)) {
                openAll(request, response);
            } else {
                openRun(Long.parseLong(ofRun.group(1)), request, response);
            }
        } catch (RuntimeException e) {
            ProblemServlet.write(response, e, request.getRequestURI());
        }
    }

    private static void check(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            throw ProblemException.methodNotAllowed("A stream is read with GET.");
        }
        var accept = request.getHeader("Accept");
        if (accept != null && Arrays.stream(accept.split(",")).noneMatch(StreamFilter::isAccepted)) {
            throw ProblemException.notAcceptable("A stream comes as text/event-stream only; accept that.");
        }
    }

    private static boolean isAccepted(String range) {
        var type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return ACCEPTED.contains(type);
    }

    private static Query query(HttpServletRequest request, List<String> known) {
        var values = new MultivaluedHashMap<String, String>();
        request.getParameterMap().forEach((name, all) -> values.addAll(name, all));
        KnownParameters.refuseUnknown(values.keySet(), known);
        return new Query(values);
    }

    private void openRun(long run, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var query = query(request, List.of("after_id", "names"));
        var after = lastEventId(request, query);
        var named = query.limit("names", 1, 0, 1) == 1;
        var head = Lane.READS
                .run(() -> reads.head(run))
                .orElseThrow(() -> ProblemException.notFound("There is no run " + run + "."));
        if (head.ended() && after >= head.lastEvent()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        var viewer = new RunViewer(watches, pages, after, named);
        streams.open(request, response, viewer, connection -> viewer.watch(connection, head));
    }

    private void openAll(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var query = query(request, List.of("project_id", "status", "agent", "node", "after_id"));
        var caller = access.caller();
        var filter = RunFilter.of(query, caller);
        var since = cursor(request, query);
        var viewer = new FeedViewer(hub, filter, caller.projects());
        streams.open(
                request,
                response,
                viewer,
                connection -> Lane.READS.run(() -> {
                    var from = viewer.join(connection, reader::cursor);
                    viewer.begin(
                            since == null ? List.of(hub.stats(from, caller.projects())) : missed(since, from), from);
                    return from;
                }));
    }

    /** The messages that a client missed before it connected again. It may get some of them twice. */
    private List<FeedMessage> missed(String since, String from) {
        var news = reads.news(since);
        if (news.stale()) {
            return List.of(FeedMessage.reset(from));
        }
        if (!news.complete() || news.runs().size() > FeedHub.MOST_RUNS) {
            return List.of(FeedMessage.many(from, news.about()));
        }
        var page = runs.items(List.copyOf(news.runs()));
        return page.more()
                ? List.of(FeedMessage.many(from, news.about()))
                : page.items().stream().map(run -> FeedMessage.run(since, run)).toList();
    }

    private static String cursor(HttpServletRequest request, Query query) {
        var header = request.getHeader("Last-Event-ID");
        var cursor = header == null || header.isBlank() ? query.text("after_id") : header.strip();
        if (cursor != null && !CURSOR.matcher(cursor).matches()) {
            throw ProblemException.badRequest("The header Last-Event-ID must be the id of a message of this stream.");
        }
        return cursor;
    }

    /** The header of a client that connects again is newer than the address that it began with. */
    private static int lastEventId(HttpServletRequest request, Query query) {
        var after = query.limit("after_id", 0, 0, Integer.MAX_VALUE);
        var header = request.getHeader("Last-Event-ID");
        if (header == null || header.isBlank()) {
            return after;
        }
        if (!EVENT_ID.matcher(header.strip()).matches()) {
            throw ProblemException.badRequest("The header Last-Event-ID must be the id of an event, a whole number.");
        }
        return Integer.parseInt(header.strip());
    }
}
