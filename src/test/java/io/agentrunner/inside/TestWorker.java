package io.agentrunner.inside;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.Thread.State;

/** Switches the server's own worker on for a test; it is off for all others, which do by hand what it does. */
public final class TestWorker {
    private static final String SWITCH = "worker.enabled";
    private static final String INTERVAL = "worker.check.interval";

    private TestWorker() {}

    /** Claims from now on, and looks often: what no wake-up tells is found soon. */
    public static void on() {
        on("0.2");
    }

    /** Claims from now on, when something wakes it: its interval is an hour. */
    public static void onWithoutTicks() {
        on("3600");
    }

    private static void on(String interval) {
        TestRuns.clearQueue();
        System.setProperty(INTERVAL, interval);
        System.setProperty(SWITCH, "true");
        Await.until("the worker is on", () -> settings().workerEnabled());
    }

    /** Claims nothing any more, not even with a look that is under way. */
    public static void off() {
        System.clearProperty(SWITCH);
        System.clearProperty(INTERVAL);
        Await.until("the worker is off", () -> !settings().workerEnabled());
        awaitLook();
    }

    /** Waits until a look that is under way has ended. */
    public static void awaitLook() {
        Await.until("the worker has finished its last look", TestWorker::waits);
    }

    private static boolean waits() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("claims"))
                .allMatch(thread -> isParked(thread.getKey().getState())
                        && java.util.Arrays.stream(thread.getValue())
                                .anyMatch(frame -> frame.getMethodName().equals("awaitWakeUp")));
    }

    private static boolean isParked(State state) {
        return state == State.WAITING || state == State.TIMED_WAITING;
    }

    private static Settings settings() {
        return CDI.current().select(Settings.class).get();
    }
}
