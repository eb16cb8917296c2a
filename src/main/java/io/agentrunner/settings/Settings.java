package io.agentrunner.settings;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The configuration, typed. Values come from MicroProfile Config at each call, so a change in the admin console is seen
 * within a second. A value out of range stops the start; later it is ignored, with one log line, and the last good one
 * stays. Thread-safe.
 */
@ApplicationScoped
public class Settings {
    private static final System.Logger LOG = System.getLogger(Settings.class.getName());

    private static final Setting CHECK_INTERVAL = Setting.decimal(
            "worker.check.interval", "5", "seconds", "0.05", "3600", true, "between looks for queued runs");
    private static final Setting CONCURRENCY =
            Setting.whole("worker.concurrency", "100", "runs", 1, 100_000, true, "in flight per node");
    private static final Setting ENABLED =
            Setting.flag("worker.enabled", "true", true, "false: this node serves the API only");
    private static final Setting SHUTDOWN_GRACE = Setting.decimal(
            "worker.shutdown.grace",
            "10",
            "seconds",
            "0",
            "3600",
            true,
            "that running agents get to reach a checkpoint");
    private static final Setting LEASE = Setting.decimal(
            "worker.lease", "30", "seconds", "2", "3600", false, "a node's right to its runs, after each heartbeat");
    private static final Setting HEARTBEAT =
            Setting.decimal("worker.heartbeat", "10", "seconds", "0.5", "60", false, "between renewals of the lease");
    private static final Setting MAX_RECOVERIES = Setting.whole(
            "worker.max.recoveries", "5", "nodes", 0, 1000, true, "that a run may lose before it fails as quarantined");
    private static final Setting QUEUE_DEPTH = Setting.whole(
            "queue.max.depth",
            "0",
            "runs",
            0,
            Integer.MAX_VALUE,
            true,
            "queued before a submit is refused; 0: no limit");
    private static final Setting RETRY_BASE = Setting.decimal(
            "retry.base.seconds", "2", "seconds", "0", "86400", true, "longest wait after the first failure");
    private static final Setting RETRY_FACTOR = Setting.decimal(
            "retry.factor", "2", "", "1", "100", true, "by which the longest wait grows with each failure more");
    private static final Setting RETRY_MAX =
            Setting.decimal("retry.max.seconds", "300", "seconds", "0", "604800", true, "no wait is longer");
    private static final Setting WORKSPACE_ROOT =
            Setting.text("workspace.root", ".data/workspaces", "a folder", false, "where relative project paths lie");
    private static final Setting WORKSPACE_ROOTS = Setting.text(
            "workspace.roots",
            "",
            "folders, separated by commas; empty: workspace.root",
            false,
            "that projects may use at all");
    private static final Setting NODE_NAME =
            Setting.text("node.name", "node", "a text", false, "of this node, for people");
    private static final Setting NODE_URL = Setting.text("node.url", "", "a URL", false, "where this node is reached");

    private static final List<Setting> ALL = List.of(
            CHECK_INTERVAL,
            CONCURRENCY,
            ENABLED,
            SHUTDOWN_GRACE,
            LEASE,
            HEARTBEAT,
            MAX_RECOVERIES,
            QUEUE_DEPTH,
            RETRY_BASE,
            RETRY_FACTOR,
            RETRY_MAX,
            WORKSPACE_ROOT,
            WORKSPACE_ROOTS,
            NODE_NAME,
            NODE_URL);

    private final Map<String, String> lastGood = new ConcurrentHashMap<>();
    private final Map<String, String> reported = new ConcurrentHashMap<>();

    private final Function<String, Optional<String>> source;

    /** Reads MicroProfile Config. */
    public Settings() {
        this(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
    }

    Settings(Function<String, Optional<String>> source) {
        this.source = source;
    }

    /**
     * Checks every value once, at the start.
     *
     * @throws SettingRefusedException naming key, value and range of all that are not accepted
     */
    @PostConstruct
    void check() {
        var refusals = ALL.stream()
                .flatMap(setting ->
                        configured(setting)
                                .filter(value -> !setting.accepts().test(value))
                                .map(setting::refusal)
                                .stream())
                .toList();
        if (!refusals.isEmpty()) {
            throw new SettingRefusedException(String.join(" ", refusals));
        }
        if (lease().compareTo(heartbeat().multipliedBy(3)) < 0) {
            throw new SettingRefusedException(
                    "worker.lease is %s s and worker.heartbeat %s s, but the lease must be at least three heartbeats."
                            .formatted(value(LEASE), value(HEARTBEAT)));
        }
    }

    /** Between looks for queued runs; live. */
    public Duration checkInterval() {
        return seconds(CHECK_INTERVAL);
    }

    /** Runs in flight on this node; live. */
    public int concurrency() {
        return new BigDecimal(value(CONCURRENCY)).intValueExact();
    }

    /** Whether this node executes runs at all; live. */
    public boolean workerEnabled() {
        return Boolean.parseBoolean(value(ENABLED));
    }

    /** What running agents get at a shutdown to reach a checkpoint; live. */
    public Duration shutdownGrace() {
        return seconds(SHUTDOWN_GRACE);
    }

    /** How long a node's right to its runs holds after a heartbeat; read at the start. */
    public Duration lease() {
        return seconds(LEASE);
    }

    /** Between heartbeats; read at the start. */
    public Duration heartbeat() {
        return seconds(HEARTBEAT);
    }

    /** Lost nodes that a run may survive; live. */
    public int maxRecoveries() {
        return new BigDecimal(value(MAX_RECOVERIES)).intValueExact();
    }

    /** Queued runs before a submit is refused; 0: no limit; live. */
    public int maxQueueDepth() {
        return new BigDecimal(value(QUEUE_DEPTH)).intValueExact();
    }

    /** The longest wait after the first failure, in seconds; live. */
    public BigDecimal retryBase() {
        return new BigDecimal(value(RETRY_BASE));
    }

    /** By which the longest wait grows with each failure more; live. */
    public BigDecimal retryFactor() {
        return new BigDecimal(value(RETRY_FACTOR));
    }

    /** No wait before a retry is longer, in seconds; live. */
    public BigDecimal retryMax() {
        return new BigDecimal(value(RETRY_MAX));
    }

    /** Where relative project paths lie; absolute. */
    public Path workspaceRoot() {
        return Path.of(value(WORKSPACE_ROOT)).toAbsolutePath().normalize();
    }

    /** The folders that projects may use at all; absolute. */
    public List<Path> workspaceRoots() {
        var roots = value(WORKSPACE_ROOTS);
        return roots.isBlank()
                ? List.of(workspaceRoot())
                : Stream.of(roots.split(","))
                        .map(root -> Path.of(root.strip()).toAbsolutePath().normalize())
                        .toList();
    }

    /** The version of this application. */
    public String version() {
        return source.apply("agent-runner.version").orElse("development");
    }

    /** The name of this node, for people. */
    public String nodeName() {
        return value(NODE_NAME);
    }

    /** Where this node is reached, if it was told. */
    public Optional<String> nodeUrl() {
        return Optional.of(value(NODE_URL)).filter(url -> !url.isBlank());
    }

    private Duration seconds(Setting setting) {
        return Duration.ofNanos(new BigDecimal(value(setting)).movePointRight(9).longValue());
    }

    private String value(Setting setting) {
        var given = configured(setting).orElse(setting.fallback());
        if (setting.accepts().test(given)) {
            lastGood.put(setting.key(), given);
            reported.remove(setting.key());
            return given;
        }
        var kept = lastGood.getOrDefault(setting.key(), setting.fallback());
        if (!given.equals(reported.put(setting.key(), given))) {
            LOG.log(Level.WARNING, () -> setting.refusal(given) + " It is ignored; " + kept + " stays.");
        }
        return kept;
    }

    private Optional<String> configured(Setting setting) {
        return source.apply(setting.key()).map(String::strip).filter(value -> !value.isEmpty());
    }
}
