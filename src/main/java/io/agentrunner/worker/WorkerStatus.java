package io.agentrunner.worker;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * The state of a node's worker.
 *
 * @param running whether it claims runs
 * @param checkInterval seconds
 * @param lingering attempts that were given up and whose agents go on
 * @param heldBack why it claims less than it has slots for; null if it does not
 */
record WorkerStatus(
        boolean running,
        BigDecimal checkInterval,
        UUID node,
        int inFlight,
        int concurrency,
        int lingering,
        String heldBack) {}
