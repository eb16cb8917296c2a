package io.agentrunner.run;

import static java.util.Map.entry;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The status of a run, and the only table of its transitions. */
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

    /** Returns whether a run may change from this status to another. */
    public boolean allows(RunStatus next) {
        return NEXT.get(this).contains(next);
    }

    /** Returns whether the run has ended. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == STOPPED;
    }
}
