package io.agentrunner.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private final Recent<Long, String> recent = new Recent<>(nanos::get);
    private Duration left = Duration.ofDays(1);

    private Optional<String> find() {
        return recent.find(
                1L,
                key -> {
                    loads.incrementAndGet();
                    return Optional.of("row");
                },
                row -> left);
    }

    @Test
    void a_row_is_remembered_for_five_seconds() {
        find();
        nanos.addAndGet(Recent.KEPT.toNanos() - 1);
        find();
        assertThat(loads).hasValue(1);
        nanos.incrementAndGet();
        find();
        assertThat(loads).hasValue(2);
    }

    @Test
    void a_row_is_not_remembered_longer_than_it_holds() {
        left = Duration.ofSeconds(1);
        find();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        find();
        assertThat(loads).hasValue(2);
    }

    @Test
    void that_there_is_no_row_is_remembered_too() {
        for (var i = 0; i < 2; i++) {
            assertThat(recent.find(
                            2L,
                            key -> {
                                loads.incrementAndGet();
                                return Optional.empty();
                            },
                            row -> left))
                    .isEmpty();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void an_answer_that_was_under_way_when_all_was_forgotten_is_not_kept() {
        recent.find(
                1L,
                key -> {
                    recent.forget();
                    return Optional.of("revoked meanwhile");
                },
                row -> left);
        assertThat(find()).contains("row");
        assertThat(loads).hasValue(1);
    }
}
