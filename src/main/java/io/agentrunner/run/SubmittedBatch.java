package io.agentrunner.run;

import java.util.List;

/** The runs that a batch made, in its order. */
public record SubmittedBatch(List<Long> ids) {}
