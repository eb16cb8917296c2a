package io.agentrunner.journal;

import io.agentrunner.agent.Iteration.Note;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.run.ClaimedRun;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A claim as its worker knows it, with its writes. */
public record Held(long run, int attempt, UUID node) {
    /** A running run of a live node. */
    public static Held running() {
        var node = TestNodes.live();
        return new Held(TestRuns.running(node).save(), 1, node);
    }

    public static Held of(ClaimedRun claimed) {
        return new Held(claimed.id(), claimed.attempt(), claimed.node());
    }

    public RunWrite iterate(int iteration, String... events) {
        return write(iteration, List.of(events), null, new Outcome.Continue());
    }

    public RunWrite checkpoint(int iteration, String json) {
        return write(iteration, List.of(), json, new Outcome.Continue());
    }

    public RunWrite complete() {
        return write(1, List.of(), null, new Outcome.Complete("\"done\""));
    }

    public RunWrite fail() {
        return write(1, List.of(), null, new Outcome.Fail("{\"kind\":\"Test\"}", true));
    }

    public RunWrite failAndRetry() {
        return write(1, List.of(), null, new Outcome.Fail("{\"kind\":\"Test\"}", false));
    }

    /** Returns a failure after this many iterations. */
    public RunWrite failAt(int iteration) {
        return write(iteration, List.of(), null, new Outcome.Fail("{\"kind\":\"Test\"}", false));
    }

    /** Returns the write of an attempt that has read a directive. */
    RunWrite having(int directivesRead, int iteration, Outcome outcome) {
        return new RunWrite(run, attempt, node, iteration, List.of(), null, directivesRead, outcome);
    }

    public RunWrite timeOut() {
        return write(0, List.of(), null, new Outcome.TimeOut("{\"kind\":\"TimeOut\"}"));
    }

    public RunWrite waitFor(Duration time) {
        return write(1, List.of(), null, new Outcome.WaitFor(time));
    }

    public RunWrite waitForRun(long other) {
        return write(1, List.of(), null, new Outcome.WaitForRun(other));
    }

    /** Returns one write of each outcome. */
    List<RunWrite> everyWrite() {
        return List.of(checkpoint(1, "{}"), iterate(1, "STEP"), complete(), fail());
    }

    private RunWrite write(int iteration, List<String> events, String checkpoint, Outcome outcome) {
        var notes = events.stream().map(type -> new Note(type, null)).toList();
        return new RunWrite(run, attempt, node, iteration, notes, checkpoint, 0, outcome);
    }
}
