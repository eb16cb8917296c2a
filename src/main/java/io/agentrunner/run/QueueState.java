package io.agentrunner.run;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How many runs there are, and which of the due ones wait. */
public record QueueState(Counts counts, List<Waiting> waiting) {
    /**
     * Due runs of one agent and priority.
     *
     * @param seconds that the oldest of them waits
     * @param unclaimable how many there are, up to 1,000, if no live node has the agent; otherwise 0
     */
    record Waiting(String agent, int priority, double seconds, long unclaimable) {}

    Stats stats() {
        return Stats.of(
                counts,
                new Stats.Waiting(
                        waiting.stream().mapToDouble(Waiting::seconds).max().orElse(0),
                        waiting.stream().mapToLong(Waiting::unclaimable).sum()));
    }

    /** Seconds that the oldest due run waits, by priority. */
    SortedMap<Integer, Double> oldestByPriority() {
        return by(Waiting::priority, Waiting::seconds, Math::max);
    }

    /** How many due runs wait for agents that no live node has, by agent. */
    SortedMap<String, Long> unclaimable() {
        var by = by(Waiting::agent, Waiting::unclaimable, Long::sum);
        by.values().removeIf(runs -> runs == 0);
        return by;
    }

    private <K, V> SortedMap<K, V> by(Function<Waiting, K> key, Function<Waiting, V> value, BinaryOperator<V> both) {
        return new TreeMap<>(waiting.stream().collect(Collectors.toMap(key, value, both)));
    }
}
