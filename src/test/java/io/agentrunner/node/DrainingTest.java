package io.agentrunner.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DrainingTest {
    private final Membership membership = new Membership(() -> 0, () -> Duration.ofSeconds(30), () -> true);
    private final UUID node = UUID.randomUUID();

    @Test
    void an_older_answer_that_comes_later_changes_nothing() {
        membership.joined(node, 0, new DrainRequest(false, 0));
        assertThat(membership.learned(node, new DrainRequest(true, 1))).isTrue();
        assertThat(membership.learned(node, new DrainRequest(false, 0))).isFalse();
        assertThat(membership.isDrained()).isTrue();
        assertThat(membership.learned(node, new DrainRequest(false, 4))).isTrue();
        assertThat(membership.learned(node, new DrainRequest(true, 3))).isFalse();
        assertThat(membership.isDrained()).isFalse();
    }

    @Test
    void the_same_answer_again_is_no_news() {
        membership.joined(node, 0, new DrainRequest(false, 0));
        assertThat(membership.learned(node, new DrainRequest(false, 0))).isFalse();
        assertThat(membership.learned(node, new DrainRequest(true, 1))).isTrue();
        assertThat(membership.learned(node, new DrainRequest(true, 1))).isFalse();
    }

    @Test
    void what_was_asked_of_another_node_is_not_for_this_one() {
        membership.joined(node, 0, new DrainRequest(true, 0));
        var next = UUID.randomUUID();
        membership.joined(next, 0, new DrainRequest(true, 0));
        assertThat(membership.learned(node, new DrainRequest(false, 7))).isFalse();
        assertThat(membership.isDrained()).isTrue();
        assertThat(membership.learned(next, new DrainRequest(false, 1))).isTrue();
        assertThat(membership.isDrained()).isFalse();
    }
}
