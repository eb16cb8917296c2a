package io.agentrunner.submit;

import io.agentrunner.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Runs to insert, as one array per column: the parameters of the set-based submit, in their order. */
record RunColumns(List<SubmitRun> runs) {
    /**
     * The size of a part of a large batch. The driver makes several copies of the parameters, so each statement inserts
     * one part.
     */
    private static final long MOST_CHARACTERS = 4 << 20;

    /** Returns the runs in order, in as many parts as necessary. This is nearly always one. */
    static List<RunColumns> inParts(List<SubmitRun> runs) {
        var parts = new ArrayList<RunColumns>();
        var from = 0;
        var characters = 0L;
        for (var i = 0; i < runs.size(); i++) {
            var next = characters(runs.get(i));
            if (i > from && characters + next > MOST_CHARACTERS) {
                parts.add(new RunColumns(runs.subList(from, i)));
                from = i;
                characters = 0;
            }
            characters += next;
        }
        parts.add(new RunColumns(runs.subList(from, runs.size())));
        return parts;
    }

    private static long characters(SubmitRun run) {
        return (long) run.goal().length()
                + SubmitRun.textOf(run.options()).length()
                + SubmitRun.textOf(run.metadata()).length();
    }

    /** Sets the parameters of {@code Run.submit}. */
    Map<String, Object[]> arrays() {
        return Map.ofEntries(
                Map.entry("projects", column(Long[]::new, SubmitRun::projectId)),
                Map.entry("names", column(String[]::new, SubmitRun::name)),
                Map.entry("goals", column(String[]::new, SubmitRun::goal)),
                Map.entry("types", column(String[]::new, run -> run.type().label())),
                Map.entry("agents", column(String[]::new, SubmitRun::agentName)),
                Map.entry("options", column(String[]::new, run -> SubmitRun.textOf(run.options()))),
                Map.entry("metadata", column(String[]::new, run -> SubmitRun.textOf(run.metadata()))),
                Map.entry("priorities", column(Integer[]::new, SubmitRun::priorityOrDefault)),
                Map.entry("runAts", column(String[]::new, run -> time(run.runAt()))),
                Map.entry("maxAttempts", column(Integer[]::new, SubmitRun::maxAttemptsOrDefault)),
                Map.entry("timeouts", column(Integer[]::new, SubmitRun::timeoutSecondsOrDefault)),
                Map.entry("deadlines", column(String[]::new, run -> time(run.deadlineAt()))),
                Map.entry("retries", column(String[]::new, run -> Json.text(run.retry()))));
    }

    private <T> Object[] column(IntFunction<T[]> array, Function<SubmitRun, T> value) {
        return runs.stream().map(value).toArray(array);
    }

    private static String time(Instant time) {
        return time == null ? null : time.toString();
    }
}
