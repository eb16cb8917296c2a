package io.agentrunner.worker;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** The thread of an attempt, and the reason why the attempt is over. Thread-safe. */
final class AttemptThread {
    private static final int FRAMES = 5;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile String over;
    private volatile long overAt;
    /** Used only by the thread of {@link Watch}. */
    private Duration toldAfter;

    /** Called by the thread when it begins. */
    void entered() {
        thread = Thread.currentThread();
    }

    /** Returns the reason why the attempt is over, or null while it is not. */
    String over() {
        return over;
    }

    /** Marks the attempt as over, if it was not over before. */
    synchronized void isOver(String reason) {
        if (over == null) {
            overAt = System.nanoTime();
            over = reason;
        }
    }

    /** Marks the attempt as over and interrupts its thread. */
    void end(String reason) {
        isOver(reason);
        interrupt();
    }

    void interrupt() {
        var executing = thread;
        if (executing != null) {
            executing.interrupt();
        }
    }

    /** Called when the thread ends. */
    void hasEnded() {
        ended.countDown();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Returns how long the attempt has been over. */
    Duration sinceOver() {
        return over == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - overAt);
    }

    /** Returns whether to log that the agent continues: after this time, then after twice the time, and so on. */
    boolean isToldAfter(Duration first) {
        toldAfter = toldAfter == null ? first : toldAfter;
        if (sinceOver().compareTo(toldAfter) < 0) {
            return false;
        }
        toldAfter = toldAfter.multipliedBy(2);
        return true;
    }

    /**
     * Returns the current position of the thread in one line: the top of its stack without the JDK's frames of a
     * blocked thread.
     */
    String place() {
        var executing = thread;
        return executing == null
                ? "no thread"
                : Arrays.stream(executing.getStackTrace())
                        .filter(frame -> !"java.base".equals(frame.getModuleName()))
                        .limit(FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(", "));
    }
}
