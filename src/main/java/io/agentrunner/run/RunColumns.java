package io.agentrunner.run;

import io.agentrunner.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Runs to insert, as one array a column: what the set-based submit binds, in the order of its parameters. */
record RunColumns(List<SubmitRun> runs) {
    List<Object[]> arrays() {
        return List.of(
                column(Long[]::new, SubmitRun::projectId),
                column(String[]::new, SubmitRun::name),
                column(String[]::new, SubmitRun::goal),
                column(String[]::new, run -> run.type().label()),
                column(String[]::new, SubmitRun::agentName),
                column(String[]::new, run -> SubmitRun.textOf(run.options())),
                column(String[]::new, run -> SubmitRun.textOf(run.metadata())),
                column(Integer[]::new, SubmitRun::priorityOrDefault),
                column(String[]::new, run -> time(run.runAt())),
                column(Integer[]::new, SubmitRun::maxAttemptsOrDefault),
                column(Integer[]::new, SubmitRun::timeoutSecondsOrDefault),
                column(String[]::new, run -> time(run.deadlineAt())),
                column(String[]::new, run -> Json.text(run.retry())));
    }

    private <T> Object[] column(IntFunction<T[]> array, Function<SubmitRun, T> value) {
        return runs.stream().map(value).toArray(array);
    }

    private static String time(Instant time) {
        return time == null ? null : time.toString();
    }
}
