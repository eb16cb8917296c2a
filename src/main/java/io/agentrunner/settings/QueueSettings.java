package io.agentrunner.settings;

import java.math.BigDecimal;
import java.util.List;

/** The settings of the queue: its limits and order, the delays before retries, and how long runs are kept. {@link Settings} reads them. */
final class QueueSettings {
    static final Setting<Integer> QUEUE_DEPTH = Setting.whole(
            "queue.max.depth",
            "0",
            "runs",
            0,
            Integer.MAX_VALUE,
            true,
            "how many due runs may be queued before a submit gets 429; 0: no limit");
    static final Setting<Integer> MAX_SCHEDULED = Setting.whole(
            "queue.max.scheduled",
            "0",
            "runs",
            0,
            Integer.MAX_VALUE,
            true,
            "how many runs may be due later, or wait for another run, before a submit of such a run gets 429; 0: no limit");
    static final Setting<Integer> AGING = Setting.whole(
            "queue.aging.seconds",
            "0",
            "seconds",
            0,
            31_536_000,
            true,
            "the time in the queue that counts as much as one priority; 0: a higher priority is always claimed first");
    static final Setting<BigDecimal> RETRY_BASE = Setting.decimal(
            "retry.base.seconds", "2", "seconds", "0", "86400", true, "the longest delay after the first failure");
    static final Setting<BigDecimal> RETRY_FACTOR = Setting.decimal(
            "retry.factor",
            "2",
            "",
            "1",
            "100",
            true,
            "the factor by which the longest delay grows with each further failure");
    static final Setting<BigDecimal> RETRY_MAX =
            Setting.decimal("retry.max.seconds", "300", "seconds", "0", "604800", true, "the limit of every delay");
    static final Setting<Integer> RETENTION = Setting.whole(
            "retention.days", "0", "days", 0, 36_500, true, "how long a run is kept after its end; 0: without limit");

    static final List<Setting<?>> ALL =
            List.of(QUEUE_DEPTH, MAX_SCHEDULED, AGING, RETRY_BASE, RETRY_FACTOR, RETRY_MAX, RETENTION);

    private QueueSettings() {}
}
