package io.agentrunner.launcher;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes. All get SIGTERM at once. The remaining ones are killed after a time. */
public final class Termination {
    private Termination() {}

    /** Waits for the end of all processes, and returns whether none had to be killed. */
    public static boolean of(Collection<ProcessHandle> processes, Duration patience) {
        processes.forEach(ProcessHandle::destroy);
        if (haveGone(processes, patience)) {
            return true;
        }
        processes.forEach(ProcessHandle::destroyForcibly);
        haveGone(processes, Duration.ofSeconds(10));
        return false;
    }

    /** Returns whether a process ends within this time after SIGTERM. Otherwise it is killed. */
    static boolean hasGone(ProcessHandle process, Duration patience) {
        if (haveGone(List.of(process), patience)) {
            return true;
        }
        process.destroyForcibly();
        haveGone(List.of(process), Duration.ofSeconds(10));
        return false;
    }

    private static boolean haveGone(Collection<ProcessHandle> processes, Duration patience) {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
