package io.agentrunner.access;

import java.time.Duration;
import java.util.Optional;

/**
 * A key as the filter needs it.
 *
 * @param left the time until it expires; empty: never
 * @param stale whether its use has to be noted
 */
public record StoredKey(long id, Caller caller, String secretHash, Optional<Duration> left, boolean stale) {}
