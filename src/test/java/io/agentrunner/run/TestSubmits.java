package io.agentrunner.run;

import java.util.List;

/** Submits through the facade, without a key. */
public final class TestSubmits {
    private TestSubmits() {}

    public static List<Long> submit(Runs runs, SubmitRun... wanted) {
        var submitted = runs.submit(of(wanted), true).getFirst();
        if (submitted.refusal() != null) {
            throw submitted.refusal();
        }
        return submitted.ids();
    }

    /** One request for these. */
    public static List<Submit> of(SubmitRun... wanted) {
        return List.of(new Submit(List.of(wanted), i -> "", false));
    }
}
