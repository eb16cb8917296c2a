package io.agentrunner.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.Iteration.Note;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import io.agentrunner.run.Runs;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Invariant 4: events are 1..n without a gap, and a cursor misses none. */
class EventLogIT extends ContainerTest {
    private static final int EACH = 150;

    @Inject
    private Runs runs;

    @Inject
    private Events events;

    @Inject
    private Journal journal;

    @Test
    void a_reader_with_a_cursor_misses_no_event_and_sees_none_twice_while_two_writers_race() {
        var node = TestNodes.live();
        var run = TestRuns.running(node).save();
        var writing = new AtomicBoolean(true);
        var reader = Threads.start(() -> read(run, writing));

        Threads.atOnce(List.of(
                () -> {
                    for (var i = 1; i <= EACH; i++) {
                        runs.direct(run, "directive " + i, "tester");
                    }
                    return null;
                },
                () -> {
                    for (var i = 1; i <= EACH; i++) {
                        assertThat(Threads.get(journal.write(iteration(run, node, i))))
                                .isInstanceOf(Written.Committed.class);
                    }
                    return null;
                }));
        writing.set(false);

        var seen = Threads.get(reader);
        assertThat(seen.stream().map(EventView::id))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 2 + 3 * EACH).boxed().toList());
        // Each writer's order is kept in the log. The two are mixed, otherwise there was no race.
        assertThat(payloads(seen, "DIRECTIVE")).isEqualTo(numbered("directive"));
        assertThat(payloads(seen, "STEP")).isEqualTo(numbered("step"));
        var types = seen.stream().map(EventView::type).collect(Collectors.joining(" "));
        assertThat(types).containsPattern("DIRECTIVE STEP").containsPattern("AFTER_STEP DIRECTIVE");
        assertThat(types).doesNotContain("STEP DIRECTIVE AFTER_STEP");
        TestRuns.assertLogHolds(run);
    }

    /** Reads like a client: repeatedly the events after the last one seen. */
    private List<EventView> read(long run, AtomicBoolean writing) {
        var seen = new ArrayList<EventView>();
        while (true) {
            var last = !writing.get();
            var page = runs.events(
                            run,
                            EventFilter.after(
                                    seen.isEmpty() ? 0 : seen.getLast().id(), 7))
                    .items();
            seen.addAll(page);
            if (page.isEmpty() && last) {
                return seen;
            }
        }
    }

    private static RunWrite iteration(long run, UUID node, int number) {
        var notes = List.of(new Note("STEP", "step " + number), new Note("AFTER_STEP", null));
        return new RunWrite(run, 1, node, number, notes, null, 0, new Outcome.Continue());
    }

    private static List<String> payloads(List<EventView> seen, String type) {
        return seen.stream()
                .filter(event -> event.type().equals(type))
                .map(EventView::payload)
                .toList();
    }

    private static List<String> numbered(String word) {
        return IntStream.rangeClosed(1, EACH).mapToObj(i -> word + " " + i).toList();
    }

    @Test
    void events_come_in_pages_and_directives_by_themselves() {
        var run = TestRuns.queued().due("1 hour").save();
        for (var i = 1; i <= 4; i++) {
            runs.direct(run, "directive " + i, "tester");
        }
        assertThat(events.page(run, EventFilter.after(0, 2)).items())
                .extracting(EventView::id)
                .containsExactly(1, 2);
        assertThat(events.page(run, EventFilter.after(2, 100)).items())
                .extracting(EventView::id)
                .containsExactly(3, 4, 5);
        assertThat(events.page(run, EventFilter.after(5, 100)).items()).isEmpty();
        assertThat(events.directivesAfter(run, 2, 2))
                .extracting(EventView::payload)
                .containsExactly("directive 2", "directive 3");
        assertThat(events.page(run, EventFilter.after(1, 1)).items().getFirst()).satisfies(event -> {
            assertThat(event.actor()).isEqualTo("tester");
            assertThat(event.runId()).isEqualTo(run);
            assertThat(event.attempt()).isZero();
            assertThat(event.createdAt()).isNotNull();
        });
    }
}
