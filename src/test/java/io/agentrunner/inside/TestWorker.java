package io.agentrunner.inside;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.Thread.State;

/** Switches the server's own worker on for a test. It is off for all others, which do its steps by hand. */
public final class TestWorker {
    private static final String SWITCH = "worker.enabled";
    private static final String INTERVAL = "worker.check.interval";

    private TestWorker() {}

    /** Lets the worker claim and poll often, so it soon finds runs without a wake-up. */
    public static void on() {
        on("0.2");
    }

    /** Lets the worker claim only when something wakes it, since its interval is an hour. */
    public static void onWithoutTicks() {
        on("3600");
    }

    private static void on(String interval) {
        TestRuns.clearQueue();
        System.setProperty(INTERVAL, interval);
        System.setProperty(SWITCH, "true");
        Await.until("the worker is on", () -> settings().workerEnabled());
    }

    /** Stops all claims, including a poll that is under way. */
    public static void off() {
        System.clearProperty(SWITCH);
        System.clearProperty(INTERVAL);
        Await.until("the worker is off", () -> !settings().workerEnabled());
        awaitLook();
    }

    /** Waits until a poll that is under way has ended. */
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
