package io.agentrunner.access;

import java.time.Duration;

/**
 * A console session as the filter needs it.
 *
 * @param left the time until it ends if it is not used
 * @param stale whether its use has to be noted
 */
public record StoredSession(SignedInBy source, Caller caller, Duration left, boolean stale) {}
