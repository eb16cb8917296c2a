package io.agentrunner.journal;

/** The row of a run as a batch of the journal finds it. */
sealed interface FoundRun permits LockedRun, FoundRun.Busy, FoundRun.Gone {
    /** Another session holds the row. */
    record Busy() implements FoundRun {}

    /** There is no such run. */
    record Gone() implements FoundRun {}
}
