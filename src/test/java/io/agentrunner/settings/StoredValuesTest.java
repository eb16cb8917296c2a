package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoredValuesTest {
    private final StoredValues values = new StoredValues();

    @Test
    void a_slow_read_of_an_older_state_never_comes_after_a_newer_one() throws Exception {
        var reading = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var slow = CompletableFuture.supplyAsync(() -> values.reload(() -> {
            reading.countDown();
            await(goOn);
            return Map.of("key", "old");
        }));
        await(reading);
        var second = Thread.ofPlatform().start(() -> values.reload(() -> Map.of("key", "new")));
        // It ends if nothing holds it back. Otherwise it waits for the slow one.
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (second.getState() != Thread.State.BLOCKED && second.isAlive() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        slow.get(10, TimeUnit.SECONDS);
        second.join(10_000);
        assertThat(values.all()).isEqualTo(Map.of("key", "new"));
    }

    @Test
    void a_read_that_fails_leaves_what_was_known() {
        values.reload(() -> Map.of("key", "known"));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> values.reload(() -> {
                    throw new IllegalStateException("the database is away");
                }))
                .hasMessage("the database is away");
        assertThat(values.all()).isEqualTo(Map.of("key", "known"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
