package io.agentrunner.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private final List<String> heard = new ArrayList<>();
    private final Topics topics = new Topics();

    @BeforeEach
    void two_topics_have_subscribers() {
        topics.on("queued", () -> heard.add("look for runs"));
        topics.on("stopped", (String run) -> heard.add("run " + Long.parseLong(run)));
    }

    @Test
    void a_message_reaches_the_subscribers_of_its_topic_alone() {
        topics.on("queued", () -> heard.add("look for more"));
        topics.heard("queued");
        assertThat(heard).containsExactly("look for runs", "look for more");
    }

    @Test
    void what_it_is_about_follows_the_first_colon() {
        topics.on("drain", (String about) -> heard.add(about));
        topics.heard(Topics.message("drain", "a:b"));
        topics.heard(Topics.message("stopped", "7"));
        assertThat(heard).containsExactly("a:b", "run 7");
    }

    @Test
    void a_message_of_an_unknown_topic_is_ignored() {
        topics.heard("stoppe:7");
        topics.heard("");
        topics.heard(":");
        assertThat(heard).isEmpty();
    }

    @Test
    void a_subscriber_refuses_what_it_does_not_understand() {
        assertThatThrownBy(() -> topics.heard("stopped:nine")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void after_a_gap_those_that_only_look_again_are_called() {
        topics.afterGap();
        assertThat(heard).containsExactly("look for runs");
    }
}
