package io.agentrunner.submit;

import io.agentrunner.platform.problem.DatabaseFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Commits submits in groups, separately for each project, so a wait for a lock of one project delays no other. A
 * request without another one of its project stores its runs on its own thread. Requests that arrive meanwhile wait,
 * and then the first of them stores all of them, up to {@value #MOST_RUNS} runs, in one transaction. No request is
 * delayed to gather more. Thread-safe.
 */
final class SubmitGroup {
    private static final int MOST_RUNS = 10_000;

    /** A request, its answer and its turn, which comes when it is answered or when its thread must store. */
    private record Entry(Submit submit, CompletableFuture<Submitted> answer, CompletableFuture<Void> turn) {
        Entry(Submit submit) {
            this(submit, new CompletableFuture<>(), new CompletableFuture<>());
        }

        Submitted answered() {
            try {
                return answer.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }

    /** The waiting requests of each project whose requests are being stored. */
    private final Map<Long, Deque<Entry>> waiting = new ConcurrentHashMap<>();

    private final Function<List<Submit>, List<Submitted>> transaction;

    /** @param transaction stores requests and returns answers in the same order; committed when it returns */
    SubmitGroup(Function<List<Submit>, List<Submitted>> transaction) {
        this.transaction = transaction;
    }

    /** Stores the runs of a request. They are committed when this method returns. */
    Submitted submit(Submit submit) {
        var entry = new Entry(submit);
        var project = submit.project();
        if (project.isEmpty()) {
            store(List.of(entry));
            return entry.answered();
        }
        join(project.get(), entry);
        entry.turn().join();
        if (!entry.answer().isDone()) {
            lead(project.get(), entry);
        }
        return entry.answered();
    }

    /** Returns the requests that wait for the end of the current transaction. */
    int waiting() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    private void join(long project, Entry entry) {
        waiting.compute(project, (id, line) -> {
            if (line == null) {
                entry.turn().complete(null);
                return new ArrayDeque<>();
            }
            line.add(entry);
            return line;
        });
    }

    private void lead(long project, Entry first) {
        try {
            store(groupOf(project, first));
        } finally {
            waiting.compute(project, (id, line) -> {
                var next = line.poll();
                if (next != null) {
                    next.turn().complete(null);
                }
                return next == null ? null : line;
            });
        }
    }

    private List<Entry> groupOf(long project, Entry first) {
        var group = new ArrayList<>(List.of(first));
        waiting.computeIfPresent(project, (id, line) -> {
            var count = first.submit().runs().size();
            for (var next = line.peek(); next != null; next = line.peek()) {
                count += next.submit().runs().size();
                if (count > MOST_RUNS) {
                    break;
                }
                group.add(line.remove());
            }
            return line;
        });
        return group;
    }

    private void store(List<Entry> group) {
        try {
            var stored = transaction.apply(group.stream().map(Entry::submit).toList());
            for (var i = 0; i < stored.size(); i++) {
                stored.get(i).settle(group.get(i).answer());
            }
        } catch (Throwable e) {
            if (group.size() == 1 || concernsAll(e)) {
                group.forEach(entry -> entry.answer().completeExceptionally(e));
            } else {
                // A run that cannot be stored affects only its own request.
                group.forEach(entry -> store(List.of(entry)));
            }
        }
        group.forEach(entry -> entry.turn().complete(null));
    }

    private static boolean concernsAll(Throwable thrown) {
        return DatabaseFault.in(thrown)
                .filter(sql -> DatabaseFault.isPassing(sql) || DatabaseFault.isLocked(sql))
                .isPresent();
    }
}
