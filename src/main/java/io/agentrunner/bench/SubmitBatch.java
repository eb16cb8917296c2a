package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures {@code POST /runs/batch}, a thousand runs per request, one request after another, on a node that executes
 * nothing. The floor is a plain {@code INSERT … SELECT} of a thousand rows per transaction into {@link LeanTables}.
 */
record SubmitBatch() implements Measurement {
    private static final int BATCH = 1000;
    private static final String RUN = "{\"project_id\":1,\"name\":\"Bench\",\"goal\":\"Measure\",\"agent\":\"noop\"}";

    @Override
    public String name() {
        return "submit_batch";
    }

    @Override
    public List<String> lines() {
        return List.of("submit_batch_floor", "submit_batch", "submit_batch_ratio");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var batches = bed.scale().of(50, 2);
        var body = Stream.generate(() -> RUN).limit(BATCH).collect(Collectors.joining(",", "{\"runs\":[", "]}"));
        try (var connection = new KeepAlive(bed.nodes(Role.FRONT).getFirst().baseUri(), "/runs/batch", body)) {
            // Requests that warm the server up, since users meet a warm server.
            submit(bed, 4 * batches, connection::post);
            return Turns.of(
                    bed,
                    "submit_batch",
                    "runs/s",
                    () -> floor(bed, batches),
                    () -> submit(bed, batches, connection::post));
        }
    }

    private static double floor(Bed bed, int batches) throws SQLException {
        try (var lean = new LeanTables(bed.tables().open())) {
            var began = System.nanoTime();
            for (var left = batches; left > 0; left--) {
                lean.queue(BATCH);
            }
            var seconds = (System.nanoTime() - began) / 1e9;
            lean.check("QUEUED", (long) batches * BATCH, 0, (long) batches * BATCH);
            return batches * BATCH / seconds;
        }
    }

    private static double submit(Bed bed, int batches, Runnable batch) throws SQLException {
        bed.tables().empty();
        bed.tables().settle();
        var began = System.nanoTime();
        for (var left = batches; left > 0; left--) {
            batch.run();
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        bed.tables().checkQueued((long) batches * BATCH);
        return batches * BATCH / seconds;
    }
}
