package io.agentrunner.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import io.agentrunner.access.token.IssuerKeys.Candidates;
import io.agentrunner.access.token.IssuerKeys.Unavailable;
import io.agentrunner.inside.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys over a clock that is moved by hand and an issuer that answers when the test says so. */
class IssuerKeysTest {
    private static final JWK FIRST = TestIssuer.RSA;
    private static final JWK SECOND = TestIssuer.OTHER_RSA;

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final AtomicInteger reads = new AtomicInteger();
    private volatile List<JWK> published = List.of(FIRST);
    private volatile boolean down;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private final IssuerKeys keys = new IssuerKeys("the issuer", this::read, nanos::get);

    private List<JWK> read() throws Exception {
        reads.incrementAndGet();
        gate.await();
        if (down) {
            throw new IOException("Connection refused");
        }
        return published;
    }

    @AfterEach
    void release() {
        gate.countDown();
    }

    private static JWSHeader of(String id) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build();
    }

    private static JWSHeader of(JWK key) {
        return of(key.getKeyID());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Candidates found(JWK... keys) {
        return new Candidates(List.of(keys));
    }

    @Test
    void the_first_request_reads_the_keys_and_the_next_ones_find_them() {
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        pass(Duration.ofMinutes(4));
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        assertThat(reads).hasValue(1);
    }

    @Test
    void an_unknown_key_is_read_once_in_ten_seconds_and_a_new_one_is_found_then() {
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        for (var i = 0; i < 100; i++) {
            assertThat(keys.of(of("unknown-" + i))).isEqualTo(found());
        }
        assertThat(reads).hasValue(1);
        published = List.of(SECOND);
        pass(Duration.ofSeconds(9));
        assertThat(keys.of(of(SECOND))).isEqualTo(found());
        pass(Duration.ofSeconds(1));
        assertThat(keys.of(of(SECOND))).isEqualTo(found(SECOND));
        assertThat(keys.of(of(FIRST))).as("rotated out").isEqualTo(found());
        assertThat(reads).hasValue(2);
    }

    @Test
    void old_keys_are_read_anew_while_they_still_count() {
        keys.of(of(FIRST));
        pass(Duration.ofMinutes(5));
        gate = new CountDownLatch(1);
        published = List.of(SECOND);
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        gate.countDown();
        Await.until("the new keys", () -> keys.of(of(FIRST)).equals(found()));
        assertThat(keys.of(of(SECOND))).isEqualTo(found(SECOND));
        assertThat(reads).hasValue(2);
    }

    @Test
    void an_outage_of_the_issuer_leaves_the_known_keys_for_four_hours_and_no_longer() {
        keys.of(of(FIRST));
        down = true;
        pass(Duration.ofHours(4).minusNanos(1));
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        pass(Duration.ofNanos(1));
        assertThat(keys.of(of(FIRST))).isInstanceOf(Unavailable.class);
        down = false;
        pass(IssuerCopy.PAUSE);
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
    }

    @Test
    void in_an_outage_the_issuer_is_asked_once_in_ten_seconds_and_an_unknown_key_is_undecided() {
        down = true;
        for (var i = 0; i < 10; i++) {
            assertThat(keys.of(of(FIRST))).isInstanceOf(Unavailable.class);
        }
        assertThat(reads).hasValue(1);
        down = false;
        pass(IssuerCopy.PAUSE);
        assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        down = true;
        pass(IssuerCopy.PAUSE);
        for (var i = 0; i < 10; i++) {
            assertThat(keys.of(of(SECOND))).isInstanceOf(Unavailable.class);
            assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
        }
        assertThat(reads).hasValue(3);
    }

    @Test
    void a_slow_issuer_holds_eight_requests_for_two_seconds_and_no_others_and_its_late_answer_counts()
            throws Exception {
        keys.of(of(FIRST));
        pass(IssuerCopy.PAUSE);
        gate = new CountDownLatch(1);
        published = List.of(FIRST, SECOND);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var begin = System.nanoTime();
            var answers = java.util.stream.Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> keys.of(of(SECOND)), threads))
                    .limit(100)
                    .toList();
            Await.until(
                    "all but eight are answered",
                    () -> answers.stream().filter(CompletableFuture::isDone).count() == 100 - IssuerCopy.WAITING);
            assertThat(keys.of(of(FIRST))).isEqualTo(found(FIRST));
            assertThat(since(begin)).as("the others").isLessThan(IssuerCopy.WAIT);
            for (var answer : answers) {
                assertThat(answer.get()).isInstanceOf(Unavailable.class);
            }
            assertThat(since(begin)).isBetween(IssuerCopy.WAIT, IssuerCopy.WAIT.plusSeconds(2));
        }
        pass(IssuerCopy.PAUSE);
        keys.open();
        gate.countDown();
        Await.until("the new key", () -> keys.of(of(SECOND)).equals(found(SECOND)));
        assertThat(reads).hasValue(2);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void a_key_of_another_kind_or_for_another_use_is_no_candidate() {
        published = List.of(TestIssuer.EC);
        assertThat(keys.of(of(TestIssuer.EC))).isEqualTo(found());
        published = List.of(new com.nimbusds.jose.jwk.RSAKey.Builder(TestIssuer.RSA)
                .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
                .build());
        pass(IssuerCopy.PAUSE);
        assertThat(keys.of(of(FIRST))).isEqualTo(found());
    }
}
