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

    /** Every setting, in the order of the table in docs/operations.md. */
    static final List<Setting<?>> ALL = Stream.<List<Setting<?>>>of(
                    WorkerSettings.ALL,
                    QueueSettings.ALL,
                    List.of(WORKSPACE_ROOT, WORKSPACE_ROOTS, BODY_BUDGET),
                    NodeSettings.ALL,
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
                .formatted(value(WorkerSettings.LEASE), value(WorkerSettings.HEARTBEAT));
        var ignored = Stream.of(WorkerSettings.LEASE, WorkerSettings.HEARTBEAT)
                .filter(setting -> of(setting).leaveToDefault())
                .toList();
        if (ignored.isEmpty() || !leaseHolds()) {
            throw new SettingRefusedException(refusal);
        }
        LOG.log(
                Level.WARNING,
                "{0} Their values in the configuration of the server are ignored; {1} s and {2} s hold.",
                refusal,
                value(WorkerSettings.LEASE),
                value(WorkerSettings.HEARTBEAT));
    }

    private boolean leaseHolds() {
        return lease().compareTo(heartbeat().multipliedBy(3)) >= 0;
    }

    /** The time between two polls of the queue; live. */
    public Duration checkInterval() {
        return seconds(WorkerSettings.CHECK_INTERVAL);
    }

    /** The maximum number of runs in flight on this node; live. */
    public int concurrency() {
        return value(WorkerSettings.CONCURRENCY);
    }

    /** The maximum number of runs of CPU-bound agents in flight on this node; live. */
    public int cpuConcurrency() {
        return value(WorkerSettings.CPU_CONCURRENCY);
    }

    /** How many slots agents may keep after they ignored their interruption; live. */
    public int lingerSlots() {
        return value(WorkerSettings.LINGER_SLOTS);
    }

    /** Returns whether this node executes runs at all; live. */
    public boolean workerEnabled() {
        return value(WorkerSettings.ENABLED);
    }

    /** How long running agents may work during a shutdown; live. */
    public Duration shutdownGrace() {
        return seconds(WorkerSettings.SHUTDOWN_GRACE);
    }

    /** How long a node keeps its runs after a heartbeat; read at the start. */
    public Duration lease() {
        return seconds(WorkerSettings.LEASE);
    }

    /** The time between two heartbeats; read at the start. */
    public Duration heartbeat() {
        return seconds(WorkerSettings.HEARTBEAT);
    }

    /** How many nodes a run may lose in a row; live. */
    public int maxRecoveries() {
        return value(WorkerSettings.MAX_RECOVERIES);
    }

    /** How many runs may be due later before a submit of such a run is refused; 0 for no limit; live. */
    public int maxScheduled() {
        return value(QueueSettings.MAX_SCHEDULED);
    }

    /** How many due runs may be queued before a submit is refused; 0 for no limit; live. */
    public int maxQueueDepth() {
        return value(QueueSettings.QUEUE_DEPTH);
    }

    /**
     * The seconds in the queue that count as much as one priority; 0 if a higher priority is always claimed first;
     * live.
     */
    public int agingSeconds() {
        return value(QueueSettings.AGING);
    }

    /** The longest delay after the first failure, in seconds; live. */
    public BigDecimal retryBase() {
        return value(QueueSettings.RETRY_BASE);
    }

    /** The factor by which the longest delay grows with each further failure; live. */
    public BigDecimal retryFactor() {
        return value(QueueSettings.RETRY_FACTOR);
    }

    /** The limit of every delay before a retry, in seconds; live. */
    public BigDecimal retryMax() {
        return value(QueueSettings.RETRY_MAX);
    }

    /** How many days a run is kept after its end; 0 for no limit; live. */
    public int retentionDays() {
        return value(QueueSettings.RETENTION);
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
        return value(NodeSettings.NODE_NAME);
    }

    /** The address of this node, if it is set. */
    public Optional<String> nodeUrl() {
        return Optional.of(value(NodeSettings.NODE_URL)).filter(url -> !url.isBlank());
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
