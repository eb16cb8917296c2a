package io.agentrunner.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** A run in a list: what may be long and is not read for a list is left out. */
record RunItem(
        @JsonUnwrapped @JsonIgnoreProperties({"options", "result", "retry"})
        RunView run) {}
