package io.agentrunner.submit;

import java.util.List;

/** Submits without a key. */
public final class TestSubmits {
    private TestSubmits() {}

    public static List<Long> submit(Intake intake, SubmitRun... wanted) {
        return intake.submit(of(wanted), null).ids();
    }

    /** Returns one request for these runs. */
    public static Submit of(SubmitRun... wanted) {
        return new Submit(List.of(wanted), i -> "", false);
    }
}
