package io.agentrunner.worker;

import io.agentrunner.claim.Claims;
import io.agentrunner.journal.Journal;
import io.agentrunner.node.Heartbeat;
import io.agentrunner.node.Membership;
import io.agentrunner.node.Nodes;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.settings.Settings;
import io.agentrunner.settings.SettingsReload;
import io.agentrunner.signal.Signals;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The life of a node: inserts its row, lets it claim, and releases everything at shutdown. {@code @DependsOn} lists its
 * dependencies, so that all of them still exist when {@link #stop} runs. Thread-safe.
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

    @Resource
    private ContextService contexts;

    @Inject
    private Nodes nodes;

    @Inject
    private Claims claims;

    @Inject
    private Journal journal;

    @Inject
    private ClaimLoop loop;

    @Inject
    private Comparison comparison;

    @Inject
    private Heartbeat heartbeat;

    @Inject
    private Watch watch;

    @Inject
    private Signals signals;

    @Inject
    private Maintenance maintenance;

    @Inject
    private GiveBack giveBack;

    @Inject
    private SettingsReload reload;

    @Inject
    private Membership membership;

    @Inject
    private Running running;

    @Inject
    private AttemptLog log;

    @Inject
    private Settings settings;

    /** Opened in this order and closed in reverse. */
    private List<Lifecycle> parts() {
        return List.of(journal, comparison, heartbeat, watch, loop, maintenance, giveBack, reload, signals);
    }

    @PostConstruct
    void start() {
        parts().forEach(part -> part.open(contexts::contextualRunnable));
    }

    /**
     * Releases everything. There are no new claims. Running agents get the grace to commit their iteration, and then
     * they are interrupted. The remaining RUNNING runs go back to the queue. The lease is renewed until then, and
     * finally the node's row is deleted.
     */
    @PreDestroy
    void stop() {
        membership.leaving();
        try {
            LOG.log(Level.INFO, "Node {0} stops, {1} in flight", membership.node(), runs(running.size()));
            loop.close();
            loop.awaitEnd(FOR_RELEASE);
            running.all().forEach(Attempt::endAtBoundary);
            if (!running.awaitQuiet(settings.shutdownGrace())) {
                running.withThreads().forEach(execution -> running.giveUp(execution, "the node is shutting down"));
                running.awaitQuiet(FOR_INTERRUPTED_AGENTS);
            }
            // The node no longer changes, since a stopping process becomes no new node.
            var node = membership.node();
            LOG.log(Level.INFO, "Node {0} released {1}", node, runs(release(node)));
            signals.sendNow(RunSignals.QUEUED);
            heartbeat.close();
            nodes.leave(node);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "Node " + membership.node() + " could not release its runs; they wait until its lease ends",
                    e);
        } finally {
            parts().reversed().forEach(Lifecycle::close);
        }
    }

    /** Releases the runs in rounds until none is left, since rows that an operator's transaction holds are skipped. */
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
}
