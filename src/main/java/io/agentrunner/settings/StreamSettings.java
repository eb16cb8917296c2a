package io.agentrunner.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** The settings of streams. Thread-safe. */
@ApplicationScoped
public class StreamSettings {
    private static final Setting<Integer> MAX = Setting.whole(
            "stream.max",
            "2500",
            "streams",
            0,
            100_000,
            true,
            "the maximum number of open streams per node; one more gets 503 with Retry-After");

    /** In the order of the table in docs/operations.md. */
    static final List<Setting<?>> ALL = List.of(MAX);

    @Inject
    private Settings settings;

    /** Streams that may be open on this node; live. */
    public int max() {
        return settings.value(MAX);
    }
}
