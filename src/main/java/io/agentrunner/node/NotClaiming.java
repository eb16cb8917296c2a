package io.agentrunner.node;

/** The reason why a node claims no runs. */
public enum NotClaiming {
    /** The process has not inserted its row yet. */
    STARTING,
    /** The process is shutting down. */
    SHUTTING_DOWN,
    /** An operator asked the node to drain. */
    DRAINING,
    /** {@code worker.enabled} is false: the node serves the API only. */
    DISABLED,
    /** The lease ended; the process becomes another node. */
    LEASE_ENDED
}
