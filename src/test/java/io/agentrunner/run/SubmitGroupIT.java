package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.Threads;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Submits that come while another one is being stored: one transaction, and each its own answer. */
class SubmitGroupIT extends ContainerTest {
    private static final int TOGETHER = 12;

    private final long project = TestProjects.create();

    @Inject
    private RunIntake intake;

    @Test
    void submits_that_come_meanwhile_are_one_transaction() {
        var submitted = together(submit(project + 1_000_000));
        assertThat(catchThrowable(() -> Threads.get(submitted.removeLast())))
                .as("the one of no project")
                .hasMessageContaining("There is no project");
        var views = submitted.stream().map(Threads::get).map(Submitted::run).toList();
        assertThat(views).extracting(RunView::goal).containsExactlyElementsOf(goals());
        assertThat(views).extracting(RunView::id).doesNotHaveDuplicates();
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void one_that_cannot_be_stored_hurts_only_its_own_request() {
        var poisoned = TestProjects.create();
        try (var failure = Planted.failure("insert on run", "new.project_id = " + poisoned)) {
            var submitted = together(submit(poisoned));
            assertThat(catchThrowable(() -> Threads.get(submitted.removeLast())))
                    .hasStackTraceContaining(Planted.MESSAGE);
            assertThat(submitted)
                    .extracting(future -> Threads.get(future).run().goal())
                    .containsExactlyElementsOf(goals());
            assertThat(failure.fired()).as("once in the group, once alone").isEqualTo(2);
        }
        assertThat(transactions()).as("each alone").isEqualTo(TOGETHER);
        assertThat(Sql.number("select count(*) from run where project_id = ?", poisoned))
                .isZero();
    }

    /** Submits of this project and a last one, all waiting while one before them is being stored. */
    private List<Future<Submitted>> together(Submit last) {
        var blocking = TestProjects.create();
        try (var busy = Planted.hold("insert on run", "new.project_id = " + blocking)) {
            var first = Threads.start(() -> intake.submit(submit(blocking), null));
            busy.awaitHeld();
            var submitted = new ArrayList<Future<Submitted>>();
            for (var goal : goals()) {
                submitted.add(waiting(new Submit(List.of(run(project, goal)), i -> "", true)));
            }
            submitted.add(waiting(last));
            busy.letGo();
            assertThat(Threads.get(first).ids()).hasSize(1);
            return submitted;
        }
    }

    private Future<Submitted> waiting(Submit submit) {
        var before = intake.waiting();
        var future = Threads.start(() -> intake.submit(submit, null));
        Await.until("the submit waits", () -> intake.waiting() > before);
        return future;
    }

    private static Submit submit(long project) {
        return new Submit(List.of(run(project, "a goal")), i -> "", true);
    }

    private static SubmitRun run(long project, String goal) {
        return new SubmitRun(project, goal, null, null, "noop", null, null, null, null, null, null, null, null);
    }

    private static List<String> goals() {
        return IntStream.range(0, TOGETHER).mapToObj(i -> "goal " + i).toList();
    }

    private long transactions() {
        return Sql.number("select count(distinct xmin::text) from run where project_id = ?", project);
    }
}
