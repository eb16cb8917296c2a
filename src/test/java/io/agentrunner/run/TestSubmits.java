package io.agentrunner.run;

import java.util.List;

/** Submits through the facade, without a key. */
public final class TestSubmits {
    private TestSubmits() {}

    public static List<Long> submit(Runs runs, SubmitRun... wanted) {
        return runs.submit(List.of(new Submit(List.of(wanted), i -> "", false)))
                .getFirst()
                .orRefuse()
                .ids();
    }
}
