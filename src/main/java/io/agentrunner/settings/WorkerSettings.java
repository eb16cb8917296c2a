package io.agentrunner.settings;

import java.math.BigDecimal;
import java.util.List;

/** The settings of the worker. {@link Settings} reads them. */
final class WorkerSettings {
    static final Setting<BigDecimal> CHECK_INTERVAL = Setting.decimal(
            "worker.check.interval", "5", "seconds", "0.05", "3600", true, "the time between two polls of the queue");
    static final Setting<Integer> CONCURRENCY = Setting.whole(
            "worker.concurrency", "100", "runs", 1, 100_000, true, "the maximum number of runs in flight on a node");
    static final Setting<Integer> CPU_CONCURRENCY = Setting.whole(
            "worker.cpu.concurrency",
            String.valueOf(Runtime.getRuntime().availableProcessors()),
            "runs",
            1,
            10_000,
            true,
            "the maximum number of runs of CPU-bound agents in flight on a node, as part of worker.concurrency");
    static final Setting<Integer> LINGER_SLOTS = Setting.whole(
            "worker.linger.slots",
            "10",
            "slots",
            0,
            100_000,
            true,
            "how many slots agents may keep after they ignored their interruption, at most half of worker.concurrency");
    static final Setting<Boolean> ENABLED =
            Setting.flag("worker.enabled", "true", true, "false: this node serves only the REST interface");
    static final Setting<BigDecimal> SHUTDOWN_GRACE = Setting.decimal(
            "worker.shutdown.grace",
            "10",
            "seconds",
            "0",
            "3600",
            true,
            "how long running agents may work during a shutdown to commit their iteration");
    static final Setting<BigDecimal> LEASE = Setting.decimal(
            "worker.lease",
            "30",
            "seconds",
            "2",
            "3600",
            false,
            "how long a node keeps its runs after a heartbeat; at least three heartbeats");
    static final Setting<BigDecimal> HEARTBEAT = Setting.decimal(
            "worker.heartbeat", "10", "seconds", "0.5", "60", false, "the time between two renewals of the lease");
    static final Setting<Integer> MAX_RECOVERIES = Setting.whole(
            "worker.max.recoveries",
            "5",
            "nodes",
            0,
            1000,
            true,
            "how many nodes a run may lose in a row before it fails as Quarantined");

    static final List<Setting<?>> ALL = List.of(
            CHECK_INTERVAL,
            CONCURRENCY,
            CPU_CONCURRENCY,
            LINGER_SLOTS,
            ENABLED,
            SHUTDOWN_GRACE,
            LEASE,
            HEARTBEAT,
            MAX_RECOVERIES);

    private WorkerSettings() {}
}
