package io.agentrunner.run;

/** How much of a run is read. */
public enum RunDetail {
    /** For a list: the goal is cut, and options, retry and result are left out. */
    BRIEF,
    FULL
}
