package io.agentrunner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.gate.Buckets.Taking;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Buckets buckets = new Buckets(3);

    private Taking take(String name, double seconds) {
        return buckets.take(name, 4, SECOND / 2, (long) (seconds * SECOND));
    }

    @Test
    void a_bucket_gives_what_it_holds_at_once_and_then_as_fast_as_it_fills() {
        assertThat(take("a", 0)).isEqualTo(new Taking(true, 3, 1));
        assertThat(take("a", 0)).isEqualTo(new Taking(true, 2, 1));
        assertThat(take("a", 0)).isEqualTo(new Taking(true, 1, 2));
        assertThat(take("a", 0)).isEqualTo(new Taking(true, 0, 2));
        assertThat(take("a", 0)).isEqualTo(new Taking(false, 0, 1));
        assertThat(take("a", 0.49).taken()).isFalse();
        assertThat(take("a", 0.5).taken()).isTrue();
        assertThat(take("a", 0.5).taken()).isFalse();
    }

    @Test
    void a_bucket_holds_no_more_than_its_size_after_a_long_pause() {
        take("a", 0);
        assertThat(IntStream.range(0, 10).filter(i -> take("a", 1000).taken()).count())
                .isEqualTo(4);
    }

    @Test
    void callers_do_not_share_their_tokens() {
        IntStream.range(0, 4).forEach(i -> take("a", 0));
        assertThat(take("a", 0).taken()).isFalse();
        assertThat(take("b", 0).taken()).isTrue();
    }

    @Test
    void no_more_buckets_than_the_limit_are_kept_and_full_ones_make_room() {
        for (var name : new String[] {"a", "b", "c", "d", "e", "f", "g"}) {
            take(name, 0);
        }
        assertThat(buckets.size()).isEqualTo(3);
        assertThat(take("h", 0).taken())
                .as("they share one, which is empty now")
                .isFalse();
        assertThat(take("a", 0)).as("a known caller keeps its own").isEqualTo(new Taking(true, 2, 1));
        assertThat(take("h", 5)).isEqualTo(new Taking(true, 3, 1));
        assertThat(buckets.size()).isEqualTo(1);
    }

    @Test
    void concurrent_takers_get_no_token_twice() {
        var taken = new AtomicInteger();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 5000; i++) {
                pool.execute(() -> {
                    if (buckets.take("a", 1000, SECOND, 0).taken()) {
                        taken.incrementAndGet();
                    }
                });
            }
        }
        assertThat(taken).hasValue(1000);
    }
}
