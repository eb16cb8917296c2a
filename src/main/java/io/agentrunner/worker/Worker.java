package io.agentrunner.worker;

import io.agentrunner.claim.Claims;
import io.agentrunner.journal.Journal;
import io.agentrunner.node.Draining;
import io.agentrunner.node.Membership;
import io.agentrunner.node.Nodes;
import io.agentrunner.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/**
 * The life of a node: enters it, lets it claim, and at shutdown gives everything back. Named after what it depends on in
 * {@code @DependsOn}, so that all of it is still there when {@link #stop} runs. Thread-safe.
 */
@Singleton
@Startup
@DependsOn({"Schema", "StoredSettings", "Claims", "JournalWriter", "Nodes"})
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Worker {
    private static final System.Logger LOG = System.getLogger(Worker.class.getName());
    private static final Duration FOR_INTERRUPTED_AGENTS = Duration.ofSeconds(2);
    private static final Duration FOR_RELEASE = Duration.ofSeconds(10);
    private static final int RELEASED_AT_ONCE = 1000;

    @Inject
    private Nodes nodes;

    @Inject
    private Claims claims;

    @Inject
    private Journal journal;

    @Inject
    private ClaimLoop loop;

    @Inject
    private Heartbeat heartbeat;

    @Inject
    private Watch watch;

    @Inject
    private Broadcast broadcast;

    @Inject
    private Maintenance maintenance;

    @Inject
    private GiveBack giveBack;

    @Inject
    private SettingsReload reload;

    @Inject
    private Listener listener;

    @Inject
    private Membership membership;

    @Inject
    private Draining draining;

    @Inject
    private Running running;

    @Inject
    private AttemptLog log;

    @Inject
    private Settings settings;

    private volatile boolean stopping;

    @PostConstruct
    void start() {
        journal.open();
        heartbeat.open();
        watch.open();
        broadcast.open();
        loop.open();
        maintenance.open();
        giveBack.open();
        reload.open();
        listener.open();
    }

    /**
     * Gives everything back: no new claims; running agents get the grace to commit their iteration; the rest is
     * interrupted; what is left RUNNING goes back to the queue. The lease is renewed until the last of that, then the
     * node's row goes.
     */
    @PreDestroy
    void stop() {
        stopping = true;
        membership.leaving();
        try {
            LOG.log(Level.INFO, "Node {0} stops, {1} in flight", membership.node(), runs(running.size()));
            loop.close(FOR_RELEASE);
            running.all().forEach(Execution::endAtBoundary);
            if (!running.awaitQuiet(settings.shutdownGrace())) {
                running.withThreads().forEach(execution -> running.giveUp(execution, "the node is shutting down"));
                running.awaitQuiet(FOR_INTERRUPTED_AGENTS);
            }
            // The node cannot change any more: nobody enters it anew while it stops.
            var node = membership.node();
            LOG.log(Level.INFO, "Node {0} released {1}", node, runs(release(node)));
            broadcast.sendNow(Set.of(Signals.QUEUED));
            heartbeat.close();
            nodes.leave(node);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "Node " + membership.node() + " could not give its runs back; they wait until its lease ends",
                    e);
        } finally {
            heartbeat.close();
            watch.close();
            broadcast.close();
            maintenance.close();
            giveBack.close();
            reload.close();
            listener.close();
            journal.close();
        }
    }

    /** Rows that an operator's transaction holds for a moment are passed over, so it takes rounds until none is left. */
    private int release(UUID node) throws InterruptedException {
        var released = 0;
        for (var end = System.nanoTime() + FOR_RELEASE.toNanos(); System.nanoTime() < end; ) {
            var given = claims.release(node, RELEASED_AT_ONCE);
            log.each(
                    Level.INFO,
                    given,
                    run -> AttemptLog.head(node, run.runId(), run.attempt()) + " released",
                    "released");
            released += given.size();
            if (claims.held(node).isEmpty()) {
                return released;
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("Runs of this node stayed locked by other sessions");
    }

    private static String runs(int count) {
        return count == 1 ? "1 run" : count + " runs";
    }

    /** This start of this server process. */
    public UUID node() {
        return membership.node();
    }

    /** Whether the node claims runs: enabled, not draining, and not shutting down. */
    public boolean claims() {
        return !stopping && !draining.isRequested() && settings.workerEnabled();
    }

    /** Whether shutdown has begun. */
    public boolean stopping() {
        return stopping;
    }
}
