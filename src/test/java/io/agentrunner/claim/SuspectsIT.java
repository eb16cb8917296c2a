package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A run that kills its node is quarantined, and the others that shared the node are not. A run that has lost the
 * allowed number of nodes in a row is claimed alone among runs that lost any.
 */
class SuspectsIT extends ExecutionTest {
    private static final int MOST = 5;

    private final long project = TestProjects.create();

    @Inject
    private Recovery recovery;

    private long recovered(int recoveries) {
        var run = TestRuns.queued().project(project).save();
        Sql.run("update run set recoveries = ? where id = ?", recoveries, run);
        return run;
    }

    private List<Long> claim(UUID node) {
        var claimed = new ArrayList<Long>();
        Claimed last;
        do {
            last = claims.claim(node, 100, List.of("noop"), Long.MAX_VALUE);
            last.runs().forEach(run -> claimed.add(run.id()));
        } while (last.more() && !last.runs().isEmpty());
        return claimed;
    }

    private void lose(UUID node) {
        Sql.run("update node set lease_until = now() - interval '1 second' where id = ?", node);
        recovery.markLostNodes();
        recovery.recover(1000);
    }

    /** All runs of a node but the killer complete, since a live node does its work. */
    private void complete(UUID node, long killer) {
        Sql.run(
                "update run set status = 'COMPLETED', finished_at = now() where node = ? and status = 'RUNNING' and id <> ?",
                node,
                killer);
    }

    @Test
    void a_killer_is_quarantined_and_the_nine_that_shared_its_nodes_complete() {
        var innocents = TestRuns.queued().project(project).save(9);
        var killer = TestRuns.queued().project(project).save();
        var deaths = 0;
        for (var round = 0;
                round < 40
                        && Sql.number(
                                        "select count(*) from run where project_id = ? and status in ('QUEUED', 'RUNNING')",
                                        project)
                                > 0;
                round++) {
            var node = TestNodes.live();
            var claimed = claim(node);
            if (claimed.contains(killer)) {
                // All its other runs are lost with it.
                lose(node);
                deaths++;
            } else {
                complete(node, killer);
            }
        }
        assertThat(deaths).isEqualTo(MOST + 1);
        assertThat(TestRuns.status(killer)).isEqualTo("FAILED");
        assertThat(Sql.text("select error from run where id = ?", killer)).contains("Quarantined");
        assertThat(innocents.stream().collect(Collectors.groupingBy(TestRuns::status, Collectors.counting())))
                .containsOnly(java.util.Map.entry("COMPLETED", 9L));
    }

    @Test
    void a_run_at_its_last_chance_shares_its_node_with_none_that_lost_a_node() {
        var last = recovered(MOST);
        var alsoLast = recovered(MOST + 1);
        var once = recovered(1);
        var fresh = TestRuns.queued().project(project).save();
        var node = TestNodes.live();
        assertThat(claim(node)).containsExactlyInAnyOrder(last, fresh);
        assertThat(claim(TestNodes.live())).containsExactly(alsoLast);
        assertThat(claim(TestNodes.live())).containsExactly(once);
    }

    @Test
    void what_a_node_holds_counts_and_the_claim_says_that_more_wait() {
        var once = recovered(1);
        var node = TestNodes.live();
        assertThat(claim(node)).containsExactly(once);
        var last = recovered(MOST);
        var twice = recovered(2);
        assertThat(claim(node)).as("not at its last chance").containsExactly(twice);
        var none = claims.claim(node, 100, List.of("noop"), Long.MAX_VALUE);
        assertThat(none.runs()).isEmpty();
        assertThat(none.more()).isTrue();
        Sql.run("update run set recoveries = 0 where id = any(?)", (Object) new Long[] {once, twice});
        assertThat(claim(node)).as("forgiven by an iteration").containsExactly(last);
    }

    @Test
    void suspects_at_the_head_of_the_queue_keep_nobody_back() {
        var suspects = new ArrayList<Long>();
        for (var i = 0; i < 6; i++) {
            suspects.add(recovered(MOST));
        }
        Sql.run("update run set priority = 50 where id = any(?)", (Object) suspects.toArray(Long[]::new));
        var fresh = TestRuns.queued().project(project).save(3);
        var node = TestNodes.live();
        var claimed = new ArrayList<Long>();
        for (var slots = 4; slots > 0; ) {
            var some =
                    claims.claim(node, slots, List.of("noop"), Long.MAX_VALUE).runs();
            assertThat(some).isNotEmpty();
            some.forEach(run -> claimed.add(run.id()));
            slots -= some.size();
        }
        assertThat(claimed.getFirst()).isEqualTo(suspects.getFirst());
        assertThat(claimed.subList(1, 4)).containsExactlyElementsOf(fresh);
    }
}
