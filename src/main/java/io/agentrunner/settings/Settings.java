package io.agentrunner.settings;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The configuration, typed. Values come from the database and from MicroProfile Config at each call, so a change in the
 * admin console is seen within a second. A value out of range stops the start; later, and in the database, it is ignored,
 * with one log line, and the last good one stays. Thread-safe.
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

    private static final Setting DATABASE_URL = Setting.text(
            "database.url", "", "a JDBC URL of PostgreSQL", false, "of the database that holds runs and nodes");
    private static final Setting DATABASE_USER =
            Setting.text("database.user", "", "a text", false, "who logs in to the database");
    private static final Setting DATABASE_PASSWORD =
            Setting.secret("database.password", "a text", "of that user of the database");

    /** Every setting, in the order of README. */
    static final List<Setting> ALL = List.of(
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
            NODE_URL,
            DATABASE_URL,
            DATABASE_USER,
            DATABASE_PASSWORD);

    private final Map<String, Configured> lastGood = new ConcurrentHashMap<>();
    private final Map<String, String> reported = new ConcurrentHashMap<>();

    private final Function<String, Optional<Configured>> beneath;
    private final StoredValues stored;

    /** Reads the database's values and MicroProfile Config. */
    public Settings() {
        this(Configured::beneathDatabase, StoredValues.CURRENT);
    }

    Settings(Function<String, Optional<Configured>> beneath, StoredValues stored) {
        this.beneath = beneath;
        this.stored = stored;
    }

    /** The setting of that key, if there is one. */
    static Optional<Setting> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /**
     * Checks every value once, at the start. What the database has is not among them: an operator could not take it back
     * while no node starts.
     *
     * @throws SettingRefusedException naming key, value and range of all that are not accepted
     */
    @PostConstruct
    void check() {
        var refusals = new ArrayList<String>();
        for (var setting : ALL) {
            configured(setting).ifPresent(given -> {
                if (setting.accepts().test(given.value())) {
                    lastGood.put(setting.key(), given);
                } else {
                    refusals.add(setting.refusal(given));
                }
            });
        }
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
        return beneath.apply("agent-runner.version").map(Configured::value).orElse("development");
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
        return effective(setting).value();
    }

    /** The value that counts, and where it comes from. */
    Configured effective(Setting setting) {
        var given =
                stored.find(setting.key()).or(() -> configured(setting)).orElseGet(() -> Configured.byDefault(setting));
        if (setting.accepts().test(given.value())) {
            lastGood.put(setting.key(), given);
            reported.remove(setting.key());
            return given;
        }
        var kept = lastGood.getOrDefault(setting.key(), Configured.byDefault(setting));
        if (!given.value().equals(reported.put(setting.key(), given.value()))) {
            LOG.log(
                    Level.WARNING,
                    () -> setting.refusal(given) + " It is ignored; " + setting.shown(kept.value()) + " stays.");
        }
        return kept;
    }

    private Optional<Configured> configured(Setting setting) {
        return beneath.apply(setting.key())
                .map(Configured::stripped)
                .filter(given -> !given.value().isEmpty());
    }
}
