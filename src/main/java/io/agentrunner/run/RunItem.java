package io.agentrunner.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** A run in a list. Members that may be long are left out. */
public record RunItem(
        @JsonUnwrapped @JsonIgnoreProperties({"options", "result", "retry"})
        RunView run) {}
