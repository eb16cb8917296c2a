package io.agentrunner.settings;

import io.agentrunner.platform.schema.Schema;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration, typed. A change in the database holds at once, and one in the admin console after about a second.
 * An invalid value in the environment or a system property stops the start. An invalid value from any other source, or
 * at a later time, is ignored with one log line, and the last valid one stays. Thread-safe.
 */
@ApplicationScoped
public class Settings {
    private static final System.Logger LOG = System.getLogger(Settings.class.getName());

    private static final Setting<BigDecimal> CHECK_INTERVAL = Setting.decimal(
            "worker.check.interval", "5", "seconds", "0.05", "3600", true, "the time between two polls of the queue");
    private static final Setting<Integer> CONCURRENCY = Setting.whole(
            "worker.concurrency", "100", "runs", 1, 100_000, true, "the maximum number of runs in flight on a node");
    private static final Setting<Boolean> ENABLED =
            Setting.flag("worker.enabled", "true", true, "false: this node serves only the REST interface");
    private static final Setting<BigDecimal> SHUTDOWN_GRACE = Setting.decimal(
            "worker.shutdown.grace",
            "10",
            "seconds",
            "0",
            "3600",
            true,
            "how long running agents may work during a shutdown to commit their iteration");
    private static final Setting<BigDecimal> LEASE = Setting.decimal(
            "worker.lease",
            "30",
            "seconds",
            "2",
            "3600",
            false,
            "how long a node keeps its runs after a heartbeat; at least three heartbeats");
    private static final Setting<BigDecimal> HEARTBEAT = Setting.decimal(
            "worker.heartbeat", "10", "seconds", "0.5", "60", false, "the time between two renewals of the lease");
    private static final Setting<Integer> MAX_RECOVERIES = Setting.whole(
            "worker.max.recoveries",
            "5",
            "nodes",
            0,
            1000,
            true,
            "how many nodes a run may lose in a row before it fails as Quarantined");
    private static final Setting<Integer> CPU_CONCURRENCY = Setting.whole(
            "worker.cpu.concurrency",
            String.valueOf(Runtime.getRuntime().availableProcessors()),
            "runs",
            1,
            10_000,
            true,
            "the maximum number of runs of CPU-bound agents in flight on a node, as part of worker.concurrency");
    private static final Setting<Integer> LINGER_SLOTS = Setting.whole(
            "worker.linger.slots",
            "10",
            "slots",
            0,
            100_000,
            true,
            "how many slots agents may keep after they ignored their interruption, at most half of worker.concurrency");
    private static final Setting<Integer> QUEUE_DEPTH = Setting.whole(
            "queue.max.depth",
            "0",
            "runs",
            0,
            Integer.MAX_VALUE,
            true,
            "how many due runs may be queued before a submit gets 429; 0: no limit");
    private static final Setting<Integer> MAX_SCHEDULED = Setting.whole(
            "queue.max.scheduled",
            "0",
            "runs",
            0,
            Integer.MAX_VALUE,
            true,
            "how many runs may be due later, or wait for another run, before a submit of such a run gets 429; 0: no limit");
    private static final Setting<Integer> AGING = Setting.whole(
            "queue.aging.seconds",
            "0",
            "seconds",
            0,
            31_536_000,
            true,
            "the time in the queue that counts as much as one priority; 0: a higher priority is always claimed first");
    private static final Setting<BigDecimal> RETRY_BASE = Setting.decimal(
            "retry.base.seconds", "2", "seconds", "0", "86400", true, "the longest delay after the first failure");
    private static final Setting<BigDecimal> RETRY_FACTOR = Setting.decimal(
            "retry.factor",
            "2",
            "",
            "1",
            "100",
            true,
            "the factor by which the longest delay grows with each further failure");
    private static final Setting<BigDecimal> RETRY_MAX =
            Setting.decimal("retry.max.seconds", "300", "seconds", "0", "604800", true, "the limit of every delay");
    private static final Setting<Integer> RETENTION = Setting.whole(
            "retention.days", "0", "days", 0, 36_500, true, "how long a run is kept after its end; 0: without limit");
    private static final Setting<String> WORKSPACE_ROOT =
            Setting.text("workspace.root", ".data/workspaces", "a folder", false, "the base of relative project paths");
    private static final Setting<String> WORKSPACE_ROOTS = Setting.text(
            "workspace.roots",
            "",
            "folders, separated by commas; empty: workspace.root",
            false,
            "the folders that projects may use");
    private static final Setting<BigDecimal> BODY_BUDGET = Setting.decimal(
            "http.body.budget",
            "0.4",
            "of the heap",
            "0.05",
            "0.8",
            false,
            "the share of the heap for large request bodies and pages; beyond it requests get 503");
    private static final Setting<String> NODE_NAME =
            Setting.label("node.name", "node", 100, "a text", false, "the node's name in GET /nodes");
    private static final Setting<String> NODE_URL =
            Setting.label("node.url", "", 500, "a URL", false, "the node's address in GET /nodes");

    private static final Setting<String> DATABASE_URL =
            Setting.text("database.url", "", "a JDBC URL of PostgreSQL", false, "the address of the database");
    private static final Setting<String> DATABASE_USER =
            Setting.text("database.user", "", "a text", false, "the role with which the node logs in to the database");
    private static final Setting<String> DATABASE_PASSWORD =
            Setting.secret("database.password", "a text", "the password of that role");

    /** Every setting, in the order of the table in docs/operations.md. */
    static final List<Setting<?>> ALL = Stream.<List<Setting<?>>>of(
                    List.of(
                            CHECK_INTERVAL,
                            CONCURRENCY,
                            CPU_CONCURRENCY,
                            LINGER_SLOTS,
                            ENABLED,
                            SHUTDOWN_GRACE,
                            LEASE,
                            HEARTBEAT,
                            MAX_RECOVERIES,
                            QUEUE_DEPTH,
                            MAX_SCHEDULED,
                            AGING,
                            RETRY_BASE,
                            RETRY_FACTOR,
                            RETRY_MAX,
                            RETENTION,
                            WORKSPACE_ROOT,
                            WORKSPACE_ROOTS,
                            BODY_BUDGET,
                            NODE_NAME,
                            NODE_URL,
                            DATABASE_URL,
                            DATABASE_USER,
                            DATABASE_PASSWORD),
                    AccessSettings.ALL,
                    IdentitySettings.ALL,
                    StreamSettings.ALL,
                    GateSettings.ALL)
            .flatMap(List::stream)
            .toList();

    private final Function<String, Stream<Configured>> beneath;
    private final Map<String, SettingValue<?>> values;

    /** Reads the database's values and MicroProfile Config. */
    public Settings() {
        this(Configured::beneathDatabase, StoredValues.CURRENT, System::nanoTime);
    }

    Settings(Function<String, Stream<Configured>> beneath, StoredValues stored, LongSupplier nanos) {
        this.beneath = beneath;
        values = ALL.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Setting::key, setting -> new SettingValue<>(setting, beneath, stored, nanos)));
    }

    /** Creates, and so checks, the settings before the first use of the database. */
    void beforeMigration(@Observes Schema.Migrating event) {}

    /**
     * Checks the environment of a server before its start.
     *
     * @throws SettingRefusedException naming key, value and range of all values that are not accepted
     */
    public static void check(Map<String, String> environment) {
        new Settings(
                        key -> Stream.of(
                                        key,
                                        key.replace('.', '_'),
                                        key.replace('.', '_').toUpperCase(Locale.ROOT))
                                .map(environment::get)
                                .filter(Objects::nonNull)
                                .limit(1)
                                .map(Configured::ofEnvironment),
                        new StoredValues(),
                        System::nanoTime)
                .check();
    }

    /** Returns the setting of that key, if there is one. */
    static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /**
     * Takes every value once, at the start. Settings that are not live keep it. A value that operators saved in the
     * database or in the server's configuration does not stop the start, since they could not correct it while no node
     * is up.
     *
     * @throws SettingRefusedException naming key, value and range of all values in the environment or in system
     * properties that are not accepted
     */
    @PostConstruct
    void check() {
        var refusals =
                ALL.stream().flatMap(setting -> of(setting).start().stream()).toList();
        if (!refusals.isEmpty()) {
            throw new SettingRefusedException(String.join(" ", refusals));
        }
        IdentitySettings.fault(setting -> !effective(setting).value().isEmpty()).ifPresent(fault -> {
            throw new SettingRefusedException(fault);
        });
        if (leaseHolds()) {
            return;
        }
        var refusal = "worker.lease is %s s and worker.heartbeat %s s, but the lease must be at least three heartbeats."
                .formatted(value(LEASE), value(HEARTBEAT));
        var ignored = Stream.of(LEASE, HEARTBEAT)
                .filter(setting -> of(setting).leaveToDefault())
                .toList();
        if (ignored.isEmpty() || !leaseHolds()) {
            throw new SettingRefusedException(refusal);
        }
        LOG.log(
                Level.WARNING,
                "{0} Their values in the configuration of the server are ignored; {1} s and {2} s hold.",
                refusal,
                value(LEASE),
                value(HEARTBEAT));
    }

    private boolean leaseHolds() {
        return lease().compareTo(heartbeat().multipliedBy(3)) >= 0;
    }

    /** The time between two polls of the queue; live. */
    public Duration checkInterval() {
        return seconds(CHECK_INTERVAL);
    }

    /** The maximum number of runs in flight on this node; live. */
    public int concurrency() {
        return value(CONCURRENCY);
    }

    /** The maximum number of runs of CPU-bound agents in flight on this node; live. */
    public int cpuConcurrency() {
        return value(CPU_CONCURRENCY);
    }

    /** How many slots agents may keep after they ignored their interruption; live. */
    public int lingerSlots() {
        return value(LINGER_SLOTS);
    }

    /** Returns whether this node executes runs at all; live. */
    public boolean workerEnabled() {
        return value(ENABLED);
    }

    /** How long running agents may work during a shutdown; live. */
    public Duration shutdownGrace() {
        return seconds(SHUTDOWN_GRACE);
    }

    /** How long a node keeps its runs after a heartbeat; read at the start. */
    public Duration lease() {
        return seconds(LEASE);
    }

    /** The time between two heartbeats; read at the start. */
    public Duration heartbeat() {
        return seconds(HEARTBEAT);
    }

    /** How many nodes a run may lose in a row; live. */
    public int maxRecoveries() {
        return value(MAX_RECOVERIES);
    }

    /** How many runs may be due later before a submit of such a run is refused; 0 for no limit; live. */
    public int maxScheduled() {
        return value(MAX_SCHEDULED);
    }

    /** How many due runs may be queued before a submit is refused; 0 for no limit; live. */
    public int maxQueueDepth() {
        return value(QUEUE_DEPTH);
    }

    /**
     * The seconds in the queue that count as much as one priority; 0 if a higher priority is always claimed first;
     * live.
     */
    public int agingSeconds() {
        return value(AGING);
    }

    /** The longest delay after the first failure, in seconds; live. */
    public BigDecimal retryBase() {
        return value(RETRY_BASE);
    }

    /** The factor by which the longest delay grows with each further failure; live. */
    public BigDecimal retryFactor() {
        return value(RETRY_FACTOR);
    }

    /** The limit of every delay before a retry, in seconds; live. */
    public BigDecimal retryMax() {
        return value(RETRY_MAX);
    }

    /** How many days a run is kept after its end; 0 for no limit; live. */
    public int retentionDays() {
        return value(RETENTION);
    }

    /** The base of relative project paths, absolute. */
    public Path workspaceRoot() {
        return Path.of(value(WORKSPACE_ROOT)).toAbsolutePath().normalize();
    }

    /** The folders that projects may use, absolute. */
    public List<Path> workspaceRoots() {
        var roots = value(WORKSPACE_ROOTS);
        return roots.isBlank()
                ? List.of(workspaceRoot())
                : Stream.of(roots.split(","))
                        .map(root -> Path.of(root.strip()).toAbsolutePath().normalize())
                        .toList();
    }

    /** The share of the heap for large request bodies and pages. */
    public double bodyBudget() {
        return value(BODY_BUDGET).doubleValue();
    }

    /** The version of this application. */
    public String version() {
        return beneath.apply("agent-runner.version")
                .findFirst()
                .map(Configured::value)
                .orElse("development");
    }

    /** The name of this node, for people. */
    public String nodeName() {
        return value(NODE_NAME);
    }

    /** The address of this node, if it is set. */
    public Optional<String> nodeUrl() {
        return Optional.of(value(NODE_URL)).filter(url -> !url.isBlank());
    }

    /** Returns the current value of a setting and its source. */
    Configured effective(Setting<?> setting) {
        return of(setting).now().given();
    }

    private Duration seconds(Setting<BigDecimal> setting) {
        return Duration.ofNanos(value(setting).movePointRight(9).longValue());
    }

    <T> T value(Setting<T> setting) {
        return of(setting).now().value();
    }

    /** The map contains each setting with a value of its own type. */
    @SuppressWarnings("unchecked")
    private <T> SettingValue<T> of(Setting<T> setting) {
        return (SettingValue<T>) values.get(setting.key());
    }
}
