package io.agentrunner.submit;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The agents that a submit may name: those of this node and those of all live nodes. The database is queried once, and
 * only for a name that this node does not have. For one transaction.
 */
final class KnownAgents {
    private final Set<String> here;
    private final Supplier<Set<String>> onLiveNodes;
    private SortedSet<String> all;

    KnownAgents(Set<String> here, Supplier<Set<String>> onLiveNodes) {
        this.here = here;
        this.onLiveNodes = onLiveNodes;
    }

    boolean has(String name) {
        return here.contains(name) || all().contains(name);
    }

    SortedSet<String> all() {
        if (all == null) {
            all = new TreeSet<>(here);
            all.addAll(onLiveNodes.get());
        }
        return all;
    }
}
