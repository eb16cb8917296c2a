package io.agentrunner.stream;

import io.agentrunner.access.AccessForgotten;
import io.agentrunner.platform.metrics.Metrics;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import io.agentrunner.settings.AccessSettings;
import io.agentrunner.settings.StreamSettings;
import io.prometheus.metrics.core.metrics.Counter;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The streams that are open on this node: opens them, keeps them alive, and cuts those whose clients do not read. Thread-safe. */
@ApplicationScoped
class Streams implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(Streams.class.getName());
    private static final Duration SILENCE = Duration.ofSeconds(15);
    /** The kernel and the server buffer some 10 MB for a client that does not read, so its time is bounded, not its bytes. */
    private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(10);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMillis(500);
    private static final int RETRY_AFTER_SECONDS = 5;

    @Inject
    private StreamSettings settings;

    @Inject
    private AccessSettings access;

    @Inject
    private StreamReader reader;

    @Inject
    private RunPages pages;

    @Inject
    private Metrics metrics;

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Loop sweeps = new Loop("stream-sweep", "Open streams could not be checked", this::sweep);
    private volatile boolean closed;
    private Counter cut;

    /** Made at the start, so that the first scrape has its metrics. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        metrics.gauge(
                "agent_runner_streams_open",
                "Event streams that clients hold open on this node.",
                () -> OptionalDouble.of(reader.viewers()));
        cut = metrics.counter(
                "agent_runner_streams_cut", "Event streams that this node closed because the client did not read.");
    }

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        reader.open(inContext);
        pages.open(inContext);
        sweeps.open(inContext);
    }

    /** Ends every stream with a line that lets its client connect again, elsewhere; no stream is opened any more. */
    @Override
    public void close() {
        closed = true;
        reader.close();
        pages.close();
        sweeps.close();
        if (!open.isEmpty()) {
            LOG.log(Level.INFO, "{0} event streams end, since the node stops", open.size());
        }
        open.forEach(Connection::end);
    }

    /**
     * Answers a request with a stream. The answer goes on after this returns, without a thread.
     *
     * @param viewer its content
     * @param watch enters the connection among those that get news
     * @throws ProblemException 503 if there are {@code stream.max} streams already
     */
    void open(HttpServletRequest request, HttpServletResponse response, Viewer viewer, Consumer<Connection> watch)
            throws IOException {
        if (closed) {
            throw ProblemException.unavailable("This node stops; connect again.", 1);
        }
        // Before the viewer takes its place among those that get news: from now on the reader keeps its cursor.
        if (reader.enter() > settings.max()) {
            reader.leave();
            throw ProblemException.unavailable(
                    "This node has %d streams open, its most (stream.max). Close others, or try again shortly."
                            .formatted(settings.max()),
                    RETRY_AFTER_SECONDS);
        }
        Connection connection;
        try {
            connection = begin(request, response, viewer);
        } catch (IOException | RuntimeException e) {
            reader.leave();
            throw e;
        }
        open.add(connection);
        try {
            watch.accept(connection);
        } catch (RuntimeException e) {
            connection.giveUp();
            throw e;
        }
        connection.start();
        if (closed) {
            connection.end();
        }
    }

    private Connection begin(HttpServletRequest request, HttpServletResponse response, Viewer viewer)
            throws IOException {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        var async = request.startAsync();
        // The server would end the request after 30 seconds.
        async.setTimeout(0);
        return new Connection(async, response.getOutputStream(), viewer, this::left);
    }

    /** A credential was revoked, perhaps that of a viewer: all of them connect again, and the server asks who they are. */
    void revoked(@Observes AccessForgotten event) {
        if (access.required()) {
            open.forEach(Connection::end);
        }
    }

    private void left(Connection connection) {
        open.remove(connection);
        reader.leave();
    }

    private void sweep() throws InterruptedException {
        Thread.sleep(BETWEEN_SWEEPS);
        for (var connection : open) {
            if (connection.cutAfter(WITHOUT_PROGRESS.toNanos())) {
                cut.inc();
            } else {
                connection.commentAfter(SILENCE.toNanos());
            }
        }
    }
}
