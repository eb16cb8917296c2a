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
    /** Of the one thread that watches. */
    private Duration toldAfter;

    /** The thread itself has begun. */
    void entered() {
        thread = Thread.currentThread();
    }

    /** Why the attempt is over; null while it is not. */
    String over() {
        return over;
    }

    /** The attempt is over, unless it was before. */
    synchronized void isOver(String reason) {
        if (over == null) {
            overAt = System.nanoTime();
            over = reason;
        }
    }

    /** The attempt is over, and its thread is interrupted. */
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

    /** Nothing runs on it any more. */
    void hasEnded() {
        ended.countDown();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** How long the attempt has been over. */
    Duration sinceOver() {
        return over == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - overAt);
    }

    /** Returns whether to say that it goes on: so long after the attempt was over, then after twice as long, and so on. */
    boolean isToldAfter(Duration first) {
        toldAfter = toldAfter == null ? first : toldAfter;
        if (sinceOver().compareTo(toldAfter) < 0) {
            return false;
        }
        toldAfter = toldAfter.multipliedBy(2);
        return true;
    }

    /** Where it is now: the top of its stack without the frames of the JDK that a blocked thread is in, in one line. */
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
