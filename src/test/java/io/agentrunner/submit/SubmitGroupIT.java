package io.agentrunner.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.Threads;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.run.RunView;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Submits that arrive while another one is being stored share one transaction, and each gets its own answer. */
class SubmitGroupIT extends ContainerTest {
    private static final int TOGETHER = 12;

    private final long project = TestProjects.create();

    @Inject
    private Intake intake;

    @Test
    void submits_that_come_meanwhile_are_one_transaction() {
        var submitted = together(submit(project, "the last goal"));
        var views = submitted.stream().map(Threads::get).map(Submitted::run).toList();
        assertThat(views).extracting(RunView::goal).startsWith(goals().toArray(String[]::new));
        assertThat(views).extracting(RunView::id).doesNotHaveDuplicates();
        assertThat(transactions()).as("the first and the group").isEqualTo(2);
    }

    @Test
    void a_project_that_there_is_not_refuses_all_of_its_group() {
        assertThat(catchThrowable(() -> intake.submit(submit(project + 1_000_000, "nowhere"), null)))
                .hasMessageContaining("There is no project");
        assertThat(intake.waiting()).isZero();
    }

    @Test
    void one_that_cannot_be_stored_hurts_only_its_own_request() {
        try (var failure =
                Planted.failure("insert on run", "new.project_id = %d and new.goal = 'poison'".formatted(project))) {
            var submitted = together(submit(project, "poison"));
            assertThat(catchThrowable(() -> Threads.get(submitted.removeLast())))
                    .hasStackTraceContaining(Planted.MESSAGE);
            assertThat(submitted)
                    .extracting(future -> Threads.get(future).run().goal())
                    .containsExactlyElementsOf(goals());
            assertThat(failure.fired()).as("once in the group, once alone").isEqualTo(2);
        }
        assertThat(transactions()).as("each alone").isEqualTo(1 + TOGETHER);
        assertThat(Sql.number("select count(*) from run where project_id = ? and goal = 'poison'", project))
                .isZero();
    }

    @Test
    void a_project_that_waits_holds_up_no_other() {
        var other = TestProjects.create();
        try (var busy = Planted.hold("insert on run", "new.project_id = " + project)) {
            var first = Threads.start(() -> intake.submit(submit(project, "held"), null));
            busy.awaitHeld();
            var second = waiting(submit(project, "behind it"));
            assertThat(Threads.get(Threads.start(() -> intake.submit(submit(other, "elsewhere"), null)))
                            .ids())
                    .hasSize(1);
            assertThat(first.isDone() || second.isDone()).isFalse();
            busy.letGo();
            assertThat(Threads.get(first).ids()).hasSize(1);
            assertThat(Threads.get(second).ids()).hasSize(1);
        }
    }

    @Test
    void a_locked_project_refuses_its_submits_within_a_second_and_takes_them_again_when_it_is_free() throws Exception {
        try (var session = Sql.connect()) {
            session.setAutoCommit(false);
            Sql.run(session, "select 1 from project where id = ? for update", project);
            var sentAt = System.nanoTime();
            assertThat(catchThrowable(() -> intake.submit(submit(project, "locked"), null)))
                    .hasMessageContaining("Another session is changing project %d".formatted(project));
            assertThat(catchThrowable(() -> intake.submit(submit(project, "again"), null)))
                    .as("at once, without asking the database")
                    .hasMessageContaining("Another session is changing project %d".formatted(project));
            assertThat(System.nanoTime() - sentAt)
                    .isLessThan(Duration.ofSeconds(3).toNanos());
            session.rollback();
        }
        Await.until("the project takes submits again", () -> {
            try {
                return intake.submit(submit(project, "free"), null).ids().size() == 1;
            } catch (ProblemException e) {
                return false;
            }
        });
        assertThat(Sql.texts("select goal from run where project_id = ?", project))
                .containsExactly("free");
    }

    /** Sends submits of this project and a last one, all of which wait while an earlier one is being stored. */
    private List<Future<Submitted>> together(Submit last) {
        try (var busy =
                Planted.hold("insert on run", "new.project_id = %d and new.goal = 'first'".formatted(project))) {
            var first = Threads.start(() -> intake.submit(submit(project, "first"), null));
            busy.awaitHeld();
            var submitted = new ArrayList<Future<Submitted>>();
            for (var goal : goals()) {
                submitted.add(waiting(submit(project, goal)));
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

    private static Submit submit(long project, String goal) {
        return new Submit(List.of(run(project, goal)), i -> "", true);
    }

    private static SubmitRun run(long project, String goal) {
        return Wanted.run().project(project).goal(goal).build();
    }

    private static List<String> goals() {
        return IntStream.range(0, TOGETHER).mapToObj(i -> "goal " + i).toList();
    }

    private long transactions() {
        return Sql.number("select count(distinct xmin::text) from run where project_id = ?", project);
    }
}
