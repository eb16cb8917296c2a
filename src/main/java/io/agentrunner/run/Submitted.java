package io.agentrunner.run;

import java.util.List;

/**
 * What a submit made, or had made before.
 *
 * @param replayed whether an earlier request with the same key made these runs
 */
public record Submitted(List<Long> ids, boolean replayed) {}
