package io.agentrunner.platform.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final AtomicInteger rounds = new AtomicInteger();
    private final Semaphore mayBegin = new Semaphore(0);

    @Test
    void a_round_that_throws_ends_no_loop() {
        var loop = new Loop("test", "A round of the test failed", () -> {
            mayBegin.acquire();
            if (rounds.incrementAndGet() < 3) {
                throw new AssertionError("a fault of the test");
            }
        });
        loop.open(UnaryOperator.identity());
        mayBegin.release(3);
        Await.until("the third round", () -> rounds.get() == 3);
        loop.close();
    }

    @Test
    void after_close_no_round_begins_and_one_that_waits_is_interrupted() throws InterruptedException {
        var loop = new Loop("test", "A round of the test failed", () -> {
            rounds.incrementAndGet();
            mayBegin.acquire();
        });
        loop.open(UnaryOperator.identity());
        Await.until("the first round", () -> rounds.get() == 1);
        loop.close();
        loop.awaitEnd(Duration.ofSeconds(20));
        assertThat(loop.isClosed()).isTrue();
        assertThat(rounds).hasValue(1);
        assertThat(mayBegin.hasQueuedThreads()).isFalse();
    }

    @Test
    void finish_lets_the_round_under_way_end_by_itself() throws InterruptedException {
        var loop = new Loop("test", "A round of the test failed", () -> {
            mayBegin.acquire();
            rounds.incrementAndGet();
        });
        loop.open(UnaryOperator.identity());
        Await.until("the round waits", mayBegin::hasQueuedThreads);
        loop.finish();
        mayBegin.release(2);
        loop.awaitEnd(Duration.ofSeconds(20));
        assertThat(rounds).hasValue(1);
        assertThat(mayBegin.availablePermits()).isEqualTo(1);
    }

    @Test
    void a_request_that_comes_while_the_task_runs_leads_to_one_more_run() {
        var begun = new CountDownLatch(1);
        var task = new OnDemand("test", "A task of the test failed", () -> {
            rounds.incrementAndGet();
            begun.countDown();
            mayBegin.acquireUninterruptibly();
        });
        task.open(UnaryOperator.identity());
        task.ask();
        Await.until("the first run", () -> begun.getCount() == 0);
        task.ask();
        task.ask();
        mayBegin.release(3);
        Await.until("one more run", () -> mayBegin.availablePermits() == 1);
        assertThat(rounds).hasValue(2);
        task.close();
    }
}
