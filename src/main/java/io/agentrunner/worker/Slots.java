package io.agentrunner.worker;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * The slots of this node: {@code worker.concurrency}. An attempt holds one until its agent has ended, also after it was given up.
 * Agents that ignore their interruption hold at most {@code worker.linger.slots}, and never more than half of all, so that they
 * do not end a node's work. CPU-bound attempts need a place in {@code worker.cpu.concurrency}, too. Thread-safe.
 */
@ApplicationScoped
class Slots {
    /** For what clients and agents stored of the runs in flight: the memory of each attempt comes on top of it. */
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

    /** How much more memory the runs may take that are claimed next. */
    long freeBytes() {
        return MOST_BYTES - running.all().stream().mapToLong(Attempt::bytes).sum();
    }

    /** How many CPU-bound attempts may begin now. */
    int freeForCpu() {
        var places = settings.cpuConcurrency() - cpuBound(running.all()) - held(cpuBound(running.lingering()));
        return Math.min(free(), places);
    }

    /** Why this node claims less than {@code worker.concurrency}, for people. */
    Optional<String> heldBack() {
        if (carriers.areBusy()) {
            return Optional.of("Attempts wait for a processor: nothing is claimed until they begin.");
        }
        var held = held(running.lingering().size());
        return held == 0
                ? Optional.empty()
                : Optional.of("Slots of attempts that were given up and whose agents go on: %d.".formatted(held));
    }

    private static int cpuBound(List<Attempt> attempts) {
        return Math.toIntExact(attempts.stream().filter(Attempt::isCpuBound).count());
    }

    private int held(int lingering) {
        return Math.min(lingering, Math.min(settings.lingerSlots(), settings.concurrency() / 2));
    }
}
