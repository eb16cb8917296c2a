package io.agentrunner.run;

/**
 * A transaction of this node changed runs or inserted some: a CDI event, fired within the transaction and observed after its
 * commit. It carries no state: observers read the database again.
 */
public record RunsChanged() {
    /** The event. */
    public static final RunsChanged EVENT = new RunsChanged();
}
