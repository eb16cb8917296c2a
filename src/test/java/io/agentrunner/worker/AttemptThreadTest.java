package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AttemptThreadTest {
    private final AttemptThread thread = new AttemptThread();

    @Test
    void the_first_reason_stays() {
        thread.isOver("stopped");
        thread.end("the lease ended");
        assertThat(thread.over()).isEqualTo("stopped");
    }

    @Test
    void that_it_goes_on_is_said_after_a_while_and_then_ever_more_rarely() {
        var first = Duration.ofMillis(2);
        assertThat(thread.isToldAfter(first)).as("while it is not over").isFalse();
        thread.isOver("stopped");
        for (var after = first; after.toMillis() <= 32; after = after.multipliedBy(2)) {
            Await.until("it is said", () -> thread.isToldAfter(first));
            assertThat(thread.sinceOver()).isGreaterThanOrEqualTo(after);
        }
    }

    @Test
    void the_top_of_its_stack_says_where_it_is() throws InterruptedException {
        var goOn = new CountDownLatch(1);
        var worker = Thread.ofVirtual().start(() -> {
            thread.entered();
            awaitDeaf(goOn);
            thread.hasEnded();
        });
        Await.until("it waits", () -> thread.place().contains("awaitDeaf"));
        thread.end("stopped");
        assertThat(thread.place().split(", ")).hasSizeLessThanOrEqualTo(5);
        goOn.countDown();
        thread.awaitEnd();
        worker.join();
    }

    private static void awaitDeaf(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Ignores the interruption.
            }
        }
    }
}
