package io.agentrunner.event;

/** The types of events that Agent Runner itself writes. Agents add their own types in the same form. */
public final class EventType {
    public static final String RUN_CREATED = "RUN_CREATED";
    public static final String RUN_STARTED = "RUN_STARTED";
    public static final String RUN_COMPLETED = "RUN_COMPLETED";
    public static final String RUN_FAILED = "RUN_FAILED";
    public static final String RUN_PAUSED = "RUN_PAUSED";
    public static final String RUN_RESUMED = "RUN_RESUMED";
    public static final String RUN_STOPPED = "RUN_STOPPED";
    public static final String RUN_RETRIED = "RUN_RETRIED";
    public static final String RUN_RELEASED = "RUN_RELEASED";
    public static final String RUN_RECOVERED = "RUN_RECOVERED";
    public static final String RUN_RETRY_SCHEDULED = "RUN_RETRY_SCHEDULED";
    public static final String RUN_TIMED_OUT = "RUN_TIMED_OUT";
    public static final String RUN_WAITING = "RUN_WAITING";
    public static final String DIRECTIVE = "DIRECTIVE";

    private EventType() {}
}
