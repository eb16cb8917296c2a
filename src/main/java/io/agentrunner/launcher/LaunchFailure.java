package io.agentrunner.launcher;

import java.io.Serial;

/** Why a start cannot go on, as the one line that the user reads. */
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
