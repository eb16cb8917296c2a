package io.agentrunner.worker;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * The slots of this node: {@code worker.concurrency}. An attempt holds one until its agent has ended, also after it was
 * abandoned. Agents that ignore their interruption hold at most {@code worker.linger.slots}, and at most half of all,
 * so that the node can continue to work. CPU-bound attempts need a place in {@code worker.cpu.concurrency}, too.
 * Thread-safe.
 */
@ApplicationScoped
class Slots {
    /**
     * The budget, in bytes, for the stored data of the runs in flight. The other memory of each attempt comes on top.
     */
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 8;

    @Inject
    private Running running;

    @Inject
    private Carriers carriers;

    @Inject
    private Settings settings;

    int used() {
        return running.size() + held(running.lingering().size());
    }

    int free() {
        return settings.concurrency() - used();
    }

    /** Returns how much memory, in bytes, the next claimed runs may take. */
    long freeBytes() {
        return MOST_BYTES - running.all().stream().mapToLong(Attempt::bytes).sum();
    }

    /** Returns how many CPU-bound attempts may begin now. */
    int freeForCpu() {
        var places = settings.cpuConcurrency() - cpuBound(running.all()) - held(cpuBound(running.lingering()));
        return Math.min(free(), places);
    }

    /** Returns the reason why this node claims less than {@code worker.concurrency}, for people. */
    Optional<String> heldBack() {
        if (carriers.areBusy()) {
            return Optional.of("Attempts wait for a processor: nothing is claimed until they begin.");
        }
        var held = held(running.lingering().size());
        return held == 0
                ? Optional.empty()
                : Optional.of("Slots of abandoned attempts whose agents continue: %d.".formatted(held));
    }

    private static int cpuBound(List<Attempt> attempts) {
        return Math.toIntExact(attempts.stream().filter(Attempt::isCpuBound).count());
    }

    private int held(int lingering) {
        return Math.min(lingering, Math.min(settings.lingerSlots(), settings.concurrency() / 2));
    }
}
