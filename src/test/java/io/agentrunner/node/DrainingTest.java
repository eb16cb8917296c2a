package io.agentrunner.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class DrainingTest {
    private final Draining draining = new Draining();
    private final UUID node = UUID.randomUUID();

    @Test
    void an_older_answer_that_comes_later_changes_nothing() {
        draining.joined(node, new DrainRequest(false, 0));
        assertThat(draining.learned(node, new DrainRequest(true, 1))).isTrue();
        assertThat(draining.learned(node, new DrainRequest(false, 0))).isFalse();
        assertThat(draining.isRequested()).isTrue();
        assertThat(draining.learned(node, new DrainRequest(false, 4))).isTrue();
        assertThat(draining.learned(node, new DrainRequest(true, 3))).isFalse();
        assertThat(draining.isRequested()).isFalse();
    }

    @Test
    void the_same_answer_again_is_no_news() {
        draining.joined(node, new DrainRequest(false, 0));
        assertThat(draining.learned(node, new DrainRequest(false, 0))).isFalse();
        assertThat(draining.learned(node, new DrainRequest(true, 1))).isTrue();
        assertThat(draining.learned(node, new DrainRequest(true, 1))).isFalse();
    }

    @Test
    void what_was_asked_of_another_node_is_not_for_this_one() {
        draining.joined(node, new DrainRequest(true, 0));
        var next = UUID.randomUUID();
        draining.joined(next, new DrainRequest(true, 0));
        assertThat(draining.learned(node, new DrainRequest(false, 7))).isFalse();
        assertThat(draining.isRequested()).isTrue();
        assertThat(draining.learned(next, new DrainRequest(false, 1))).isTrue();
        assertThat(draining.isRequested()).isFalse();
    }
}
