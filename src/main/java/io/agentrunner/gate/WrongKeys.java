package io.agentrunner.gate;

import io.agentrunner.platform.http.Refusals;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.OptionalInt;

/**
 * Counts wrong credentials by address and slows down who sends many: ten at once, then one every six seconds. A right
 * credential is served all the same, so nobody can lock out others that share the address. Thread-safe.
 */
@ApplicationScoped
public class WrongKeys {
    private static final int AT_ONCE = 10;
    private static final long NANOS_EACH = 6_000_000_000L;
    private static final int MOST_ADDRESSES = 10_000;

    @Inject
    private Refusals refusals;

    private final Buckets buckets = new Buckets(MOST_ADDRESSES);
    private final long begin = System.nanoTime();

    /**
     * Counts a credential that was refused.
     *
     * @param address from {@link ClientAddress}
     * @return seconds to wait, when the answer shall be 429 with Retry-After instead of 401
     */
    public OptionalInt count(String address) {
        refusals.count(Refusals.Reason.CREDENTIAL);
        var taking = buckets.take(address, AT_ONCE, NANOS_EACH, System.nanoTime() - begin);
        return taking.taken() ? OptionalInt.empty() : OptionalInt.of((int) taking.seconds());
    }
}
