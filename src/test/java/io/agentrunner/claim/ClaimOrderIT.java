package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.settings.Settings;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A claim takes only runs of its agents, in one order over all of them, and within its limit of bytes. */
class ClaimOrderIT extends ExecutionTest {
    private static final List<String> BOTH = List.of("noop", "sleep");
    private static final long MUCH = 1_000_000_000;
    private static final String AGING = "queue.aging.seconds";

    private final UUID node = TestNodes.live();

    @Inject
    private Settings settings;

    @AfterEach
    void no_aging() {
        System.clearProperty(AGING);
        Await.until("aging is off", () -> settings.agingSeconds() == 0);
    }

    private void aging(int seconds) {
        System.setProperty(AGING, String.valueOf(seconds));
        Await.until("aging is on", () -> settings.agingSeconds() == seconds);
    }

    private List<Long> claim(int limit, List<String> agents) {
        return ids(claims.claim(node, limit, agents, MUCH));
    }

    private static List<Long> ids(Claimed claimed) {
        return claimed.runs().stream().map(ClaimedRun::id).toList();
    }

    private List<Long> oneByOne() {
        var order = new ArrayList<Long>();
        for (var claimed = claim(1, BOTH); !claimed.isEmpty(); claimed = claim(1, BOTH)) {
            order.addAll(claimed);
        }
        return order;
    }

    @Test
    void a_run_of_an_agent_that_the_node_lacks_stays_in_the_queue_unharmed() {
        var foreign =
                TestRuns.queued().agent("nobody").priority(100).due("-1 hour").save();
        var own = TestRuns.queued().agent("noop").save();
        assertThat(claim(10, BOTH)).containsExactly(own);
        assertThat(claim(10, List.of())).isEmpty();
        assertThat(TestRuns.status(foreign)).isEqualTo("QUEUED");
        assertThat(claim(10, List.of("nobody"))).containsExactly(foreign);
    }

    @Test
    void runs_of_several_agents_stand_in_one_order() {
        var second = TestRuns.queued().agent("sleep").due("-3 minutes").save();
        var third = TestRuns.queued().agent("noop").due("-2 minutes").save();
        var fourth = TestRuns.queued().agent("sleep").due("-1 minute").save();
        var first = TestRuns.queued().agent("noop").priority(1).save();
        var last = TestRuns.queued().agent("noop").priority(-1).due("-1 hour").save();
        assertThat(claim(3, BOTH)).containsExactly(first, second, third);
        assertThat(claim(3, BOTH)).containsExactly(fourth, last);
    }

    @Test
    void runs_that_others_hold_do_not_keep_back_those_of_lower_priority_or_of_other_agents() {
        var locked = TestRuns.queued().agent("noop").priority(9).save(12);
        var low = TestRuns.queued().agent("noop").save();
        var other = TestRuns.queued().agent("sleep").priority(-1).save();
        RowLock.during(locked, () -> assertThat(claim(1, BOTH)).containsExactly(low));
        RowLock.during(locked, () -> assertThat(claim(1, BOTH)).containsExactly(other));
        assertThat(claim(100, BOTH)).containsExactlyElementsOf(locked);
    }

    @Test
    void without_aging_a_higher_priority_always_goes_first_and_with_it_a_run_that_waited_long_enough() {
        var low =
                TestRuns.queued().agent("noop").priority(-1).due("-150 seconds").save();
        var middle = TestRuns.queued().agent("sleep").due("-70 seconds").save();
        var high = TestRuns.queued().agent("noop").priority(1).save();
        var before = TestRuns.everything(low);
        aging(60);
        // The waiting times in seconds: 150 - 60, 70, 60.
        assertThat(oneByOne()).containsExactly(low, middle, high);
        Sql.run("update run set status = 'QUEUED' where id = any(?)", (Object) new Long[] {low, middle, high});
        assertThat(TestRuns.everything(low)).isNotEqualTo(before);
        assertThat(claim(2, BOTH)).containsExactly(middle, low);
        claim(1, BOTH);
        no_aging();
        Sql.run("update run set status = 'QUEUED' where id = any(?)", (Object) new Long[] {low, middle, high});
        assertThat(oneByOne()).containsExactly(high, middle, low);
    }

    @Test
    void a_claim_goes_on_where_another_left_off_and_passes_by_what_came_before_that_place() {
        var agents = List.of("noop", "sleep");
        var runs = TestRuns.queued().agent("noop").due("-1 minute").save(3);
        var other = TestRuns.queued().agent("sleep").due("-30 seconds").save();
        var low = TestRuns.queued().agent("noop").priority(-1).due("-1 hour").save(2);
        var first = claims.claim(node, 2, agents, MUCH);
        assertThat(ids(first)).containsExactlyElementsOf(runs.subList(0, 2));
        var before = TestRuns.queued().agent("noop").due("-2 minutes").save();
        var above = TestRuns.queued().agent("noop").priority(1).save();

        var second = claims.claim(node, 2, agents, MUCH, first.place());
        assertThat(ids(second)).as("of the first one's agent").containsExactly(runs.get(2), low.getFirst());
        var third = claims.claim(node, 2, agents, MUCH, second.place());
        assertThat(ids(third)).containsExactly(low.get(1));
        var fourth = claims.claim(node, 2, agents, MUCH, third.place());
        assertThat(ids(fourth)).isEmpty();
        assertThat(fourth.place()).isNull();
        assertThat(claim(10, agents)).containsExactly(above, before, other);
    }

    @Test
    void places_of_several_agents_are_gone_on_with_in_one_order() {
        var agents = List.of("noop", "sleep");
        var a = TestRuns.queued().agent("noop").due("-9 minutes").save();
        var b = TestRuns.queued().agent("sleep").due("-8 minutes").save();
        var c = TestRuns.queued().agent("sleep").due("-7 minutes").save();
        var d = TestRuns.queued().agent("noop").due("-6 minutes").save();
        var first = claims.claim(node, 2, agents, MUCH);
        assertThat(ids(first)).containsExactly(a, b);
        assertThat(ids(claims.claim(node, 2, agents, MUCH, first.place()))).containsExactly(c, d);
    }

    @Test
    void a_claim_brings_no_more_bytes_than_it_may_but_one_run_at_least() {
        var runs = TestRuns.queued().goal("g".repeat(100_000)).save(5);
        var claimed = claims.claim(node, 10, BOTH, 250_000);
        assertThat(ids(claimed)).containsExactlyElementsOf(runs.subList(0, 3));
        assertThat(claimed.more()).isTrue();
        assertThat(ids(claims.claim(node, 10, BOTH, 1))).containsExactly(runs.get(3));
        var rest = claims.claim(node, 10, BOTH, MUCH);
        assertThat(ids(rest)).containsExactly(runs.get(4));
        assertThat(rest.more()).isFalse();
    }

    @Test
    void checkpoints_and_options_count_too() {
        var runs = TestRuns.queued().save(3);
        Sql.run(
                "update run set attempt = 1, options = ? where id = ?",
                "{\"a\":\"" + "o".repeat(90_000) + "\"}",
                runs.getFirst());
        Sql.run("update run set attempt = 1 where id = ?", runs.get(1));
        Sql.run(
                "insert into checkpoint (run_id, iteration, data) values (?, 1, ?)",
                runs.get(1),
                "\"" + "c".repeat(90_000) + "\"");
        assertThat(ids(claims.claim(node, 10, BOTH, 80_000))).containsExactly(runs.getFirst());
        var second = claims.claim(node, 10, BOTH, 80_000);
        assertThat(ids(second)).containsExactly(runs.get(1));
        assertThat(second.bytes()).isGreaterThan(90_000);
        assertThat(ids(claims.claim(node, 10, BOTH, 80_000))).containsExactly(runs.get(2));
    }

    @Test
    void a_claim_that_is_not_full_says_when_the_next_run_is_due() {
        var agent = "later-" + UUID.randomUUID();
        assertThat(claims.claim(node, 1, List.of(agent), MUCH).untilNextDue()).isEmpty();
        TestRuns.queued().agent(agent).due("2 hours").save();
        TestRuns.queued().agent(agent).priority(5).due("1 hour").save();
        TestRuns.queued().agent("nobody").due("2 minutes").save();
        var run = TestRuns.queued().agent(agent).save();
        assertThat(claims.claim(node, 1, List.of(agent), MUCH).untilNextDue()).isEmpty();
        Sql.run("update run set status = 'QUEUED' where id = ?", run);
        var next = claims.claim(node, 2, List.of(agent), MUCH);
        assertThat(ids(next)).containsExactly(run);
        assertThat(next.untilNextDue().orElseThrow()).isBetween(Duration.ofMinutes(58), Duration.ofMinutes(60));
    }
}
