package io.agentrunner.launcher.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code POST /runs/batch}, a thousand runs a request, one request after the other, on a node that executes nothing, against
 * a plain {@code INSERT … SELECT} of the same rows, a thousand a transaction.
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
            submit(bed, 4 * batches, connection::post);
            var floor = new double[bed.scale().turns()];
            var rate = new double[bed.scale().turns()];
            for (var turn = 0; turn < rate.length; turn++) {
                floor[turn] = submit(bed, batches, () -> bed.tables().queue(BATCH, "noop", "{}", "now()"));
                rate[turn] = submit(bed, batches, connection::post);
                bed.say("floor %.0f runs/s, POST %.0f runs/s".formatted(floor[turn], rate[turn]));
            }
            return Line.against("submit_batch", "runs/s", Samples.of(floor), Samples.of(rate));
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static double submit(Bed bed, int batches, Step batch) throws SQLException {
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
