package io.agentrunner.event;

/** The types of events that Agent Runner itself writes; agents add their own in the same form. */
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
    public static final String DIRECTIVE = "DIRECTIVE";

    private EventType() {}
}
