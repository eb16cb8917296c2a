package io.agentrunner.run;

import static java.util.Map.entry;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a run is doing, and the one table of what may follow what. */
public enum RunStatus {
    QUEUED,
    RUNNING,
    PAUSED,
    COMPLETED,
    FAILED,
    STOPPED;

    private static final Map<RunStatus, Set<RunStatus>> NEXT = Map.ofEntries(
            entry(QUEUED, EnumSet.of(RUNNING, PAUSED, FAILED, STOPPED)),
            entry(RUNNING, EnumSet.of(QUEUED, PAUSED, COMPLETED, FAILED, STOPPED)),
            entry(PAUSED, EnumSet.of(QUEUED, FAILED, STOPPED)),
            entry(COMPLETED, EnumSet.noneOf(RunStatus.class)),
            entry(FAILED, EnumSet.of(QUEUED)),
            entry(STOPPED, EnumSet.of(QUEUED)));

    /** Whether a run may go from this status to that. */
    public boolean allows(RunStatus next) {
        return NEXT.get(this).contains(next);
    }

    /** Whether the run has ended. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == STOPPED;
    }
}
