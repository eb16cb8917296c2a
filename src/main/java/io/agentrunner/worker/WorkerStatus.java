package io.agentrunner.worker;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * What a node's worker does.
 *
 * @param running whether it claims runs
 * @param checkInterval seconds
 */
record WorkerStatus(boolean running, BigDecimal checkInterval, UUID node, int inFlight, int concurrency) {}
