package io.agentrunner.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lease lasts 30 s in the database and 27 s here. */
class MembershipTest {
    private static final DrainRequest NOT_DRAINED = new DrainRequest(false, 0);

    private boolean enabled = true;
    private final AtomicLong now = new AtomicLong(Duration.ofHours(-1).toNanos());
    private final Membership membership = new Membership(now::get, () -> Duration.ofSeconds(30), () -> enabled);
    private final UUID node = UUID.randomUUID();

    @BeforeEach
    void the_process_is_a_node() {
        assertThat(membership.joined(node, now.get(), NOT_DRAINED)).isTrue();
    }

    private void pass(double seconds) {
        now.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void a_renewal_that_is_answered_in_time_counts_from_before_it_was_sent() {
        pass(10);
        var sentAt = now.get();
        pass(16.9);
        assertThat(membership.renewed(node, sentAt)).isTrue();
        pass(10);
        assertThat(membership.holds(node)).isTrue();
        pass(0.2);
        assertThat(membership.holds(node)).isFalse();
    }

    @Test
    void a_renewal_that_is_answered_after_the_lease_ended_here_changes_nothing() {
        pass(20);
        var sentAt = now.get();
        pass(7);
        assertThat(membership.holds(node)).isFalse();
        assertThat(membership.renewed(node, sentAt)).isFalse();
        assertThat(membership.holds(node)).isFalse();
        assertThat(membership.node()).isEqualTo(node);
    }

    @Test
    void an_answer_is_late_also_when_nobody_has_seen_the_end_yet() {
        pass(20);
        var sentAt = now.get();
        pass(7);
        assertThat(membership.renewed(node, sentAt)).isFalse();
    }

    @Test
    void an_answer_about_the_node_before_changes_nothing() {
        var sentAt = now.get();
        pass(27);
        var next = UUID.randomUUID();
        assertThat(membership.joined(next, now.get(), NOT_DRAINED)).isTrue();
        assertThat(membership.renewed(node, sentAt)).isFalse();
        membership.ended(node);
        assertThat(membership.holds(next)).isTrue();
        assertThat(membership.holds(node)).isFalse();
    }

    @Test
    void a_lease_that_the_row_says_is_over_does_not_come_back() {
        membership.ended(node);
        assertThat(membership.isLive()).isFalse();
        assertThat(membership.renewed(node, now.get())).isFalse();
        assertThat(membership.isLive()).isFalse();
    }

    @Test
    void a_process_that_shuts_down_becomes_no_other_node_but_keeps_its_lease() {
        membership.leaving();
        assertThat(membership.joined(UUID.randomUUID(), now.get(), NOT_DRAINED)).isFalse();
        assertThat(membership.node()).isEqualTo(node);
        pass(10);
        assertThat(membership.renewed(node, now.get())).isTrue();
        pass(20);
        assertThat(membership.holds(node)).isTrue();
    }

    @Test
    void it_says_each_reason_why_it_claims_nothing() {
        assertThat(membership.notClaiming()).isEmpty();
        assertThat(membership.mayClaim()).isTrue();
        enabled = false;
        assertThat(membership.notClaiming()).containsExactly(NotClaiming.DISABLED);
        membership.learned(node, new DrainRequest(true, 1));
        pass(30);
        membership.leaving();
        assertThat(membership.notClaiming())
                .containsExactlyInAnyOrder(
                        NotClaiming.DISABLED, NotClaiming.DRAINING, NotClaiming.LEASE_ENDED, NotClaiming.SHUTTING_DOWN);
        assertThat(membership.mayClaim()).isFalse();
    }

    @Test
    void a_process_that_has_entered_no_node_claims_nothing() {
        assertThat(new Membership(now::get, () -> Duration.ofSeconds(30), () -> true).notClaiming())
                .containsExactly(NotClaiming.STARTING);
    }
}
