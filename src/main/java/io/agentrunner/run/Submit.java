package io.agentrunner.run;

import java.util.List;
import java.util.function.IntFunction;

/**
 * What one request asks for: runs to queue, all or none, in order.
 *
 * @param item how a refusal names the run of an index
 * @param view whether the request wants to see its first run
 */
public record Submit(List<SubmitRun> runs, IntFunction<String> item, boolean view) {
    static Submit one(SubmitRun run) {
        return new Submit(List.of(run), i -> "", true);
    }

    static Submit batch(SubmitBatch batch) {
        return new Submit(batch.runs(), "runs[%d]."::formatted, false);
    }

    static int count(List<Submit> submits) {
        return submits.stream().mapToInt(submit -> submit.runs().size()).sum();
    }
}
