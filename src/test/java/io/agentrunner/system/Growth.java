package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The growth of the metrics of all nodes. */
record Growth(Cluster cluster, List<Exposition> before) {
    private static final Duration LONG = Duration.ofSeconds(40);

    static Growth since(Cluster cluster) {
        return new Growth(cluster, scraped(cluster));
    }

    private static List<Exposition> scraped(Cluster cluster) {
        return IntStream.range(0, cluster.nodes().size())
                .mapToObj(node -> cluster.api(node).metrics())
                .toList();
    }

    List<Exposition> now() {
        return scraped(cluster);
    }

    double of(int node, String name, String... labels) {
        return cluster.api(node).metrics().value(name, labels)
                - before.get(node).value(name, labels);
    }

    double sum(String name, String... labels) {
        return IntStream.range(0, before.size())
                .mapToDouble(node -> of(node, name, labels))
                .sum();
    }

    /** The sum is exact in the end: a count follows its commit, and nothing is counted twice. */
    void await(double by, String name, String... labels) {
        Await.until(() -> sum(name, labels) >= by, LONG, () -> name + " of all nodes grew by " + sum(name, labels));
        assertThat(sum(name, labels)).as(name).isEqualTo(by);
    }
}
