package io.agentrunner.worker;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Tells the other nodes what happened to runs, after the fact: messages that gather while one is being sent go together,
 * equal ones once. A message that is lost costs time, never correctness: the check interval and the heartbeat find out by
 * themselves. Thread-safe.
 */
@ApplicationScoped
class Broadcast {
    private static final System.Logger LOG = System.getLogger(Broadcast.class.getName());

    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(10_000);

    @Inject
    private Wire wire;

    @Resource
    private ContextService contexts;

    private volatile boolean closed;
    private Thread thread;

    void open() {
        thread = Thread.ofPlatform()
                .name("broadcast")
                .daemon()
                .start(contexts.contextualRunnable(this::sendUntilClosed));
    }

    void send(String message) {
        // Full only while the database is away: then the other nodes find out by themselves.
        if (!waiting.offer(message)) {
            LOG.log(Level.DEBUG, "Not told to the other nodes: {0}", message);
        }
    }

    void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void sendUntilClosed() {
        while (!closed) {
            try {
                var messages = new LinkedHashSet<String>();
                messages.add(waiting.take());
                waiting.drainTo(messages);
                wire.send(messages);
            } catch (InterruptedException e) {
                // Closing; the loop's condition says so.
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "Not told to the other nodes", e);
            }
        }
    }
}
