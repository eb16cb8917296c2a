package io.agentrunner.worker;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * The state of a node's worker.
 *
 * @param running whether it claims runs
 * @param checkInterval seconds
 * @param lingering the number of abandoned attempts whose agents continue
 * @param heldBack the reason why it claims less than its slots allow; otherwise null
 */
record WorkerStatus(
        boolean running,
        BigDecimal checkInterval,
        UUID node,
        int inFlight,
        int concurrency,
        int lingering,
        String heldBack) {}
