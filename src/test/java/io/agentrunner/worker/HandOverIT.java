package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestWorker;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Claims never outrun the journal, since an attempt keeps its slot until its end is committed. */
class HandOverIT extends WorkerTest {
    private static final String CONCURRENCY = "worker.concurrency";
    private static final String STARTED = "select count(*) from event where type = 'RUN_STARTED' and run_id = any(?)";

    @AfterEach
    void as_many_slots_as_before() {
        System.clearProperty(CONCURRENCY);
    }

    @Test
    void a_slot_is_free_when_the_end_of_its_attempt_is_committed() {
        System.setProperty(CONCURRENCY, "2");
        Await.until("there are two slots", () -> settings.concurrency() == 2);
        try (var ends = Planted.hold("update on run", "new.status = 'COMPLETED' and new.agent = 'noop'")) {
            var runs = LongStream.range(0, 6)
                    .map(i -> submit("noop", 1, null, null))
                    .boxed()
                    .toArray(Long[]::new);
            ends.awaitHeld();
            Await.until("both slots are taken", () -> Sql.number(STARTED, (Object) runs) >= 2);
            submit("noop", 1, null, null);
            TestWorker.awaitLook();
            assertThat(Sql.number(STARTED, (Object) runs)).isEqualTo(2);
            assertThat(running.size()).isEqualTo(2);

            ends.letGo();
            Await.until(
                    "all have ended",
                    () -> Sql.number("select count(*) from run where status <> 'COMPLETED' and id = any(?)", (Object)
                                    runs)
                            == 0);
        }
    }
}
