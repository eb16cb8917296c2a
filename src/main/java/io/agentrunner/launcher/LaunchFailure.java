package io.agentrunner.launcher;

import java.io.Serial;

/** The reason why a start failed, in one line for the user. */
public final class LaunchFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public LaunchFailure(String line) {
        super(line);
    }

    public LaunchFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
