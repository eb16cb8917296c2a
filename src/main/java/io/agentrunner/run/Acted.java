package io.agentrunner.run;

/** The effect of an action on many runs on one of them. */
public sealed interface Acted {
    /** The run is as asked now. */
    record Done() implements Acted {}

    /** The run stays as it was. */
    record Refused(long run, String detail) implements Acted {}

    /** The run no longer has a status of the filter, so the action is not about it. */
    record Passed() implements Acted {}
}
