package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeProcess;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the effect of a large database on a claim, also with {@code queue.aging.seconds}, the first page of {@code
 * GET /runs}, {@code /stats} and a page of events. The large database has a million finished runs, 100,000 due ones and
 * 100,000 that are not due yet. The small one has one page of each. It is measured before and after the large one, so a
 * machine that changes speed meanwhile does not count as depth.
 *
 * <p>The claim is the application's own statement, on a session of the bench and rolled back. A node could only be
 * measured while it empties the queue.
 */
record Depth() implements Measurement {
    private static final int PAGE = 100;
    private static final int CLAIMED = 100;
    private static final int AGING_SECONDS = 60;
    private static final List<String> PATHS = List.of("/runs", "/stats", "/runs/1/events");

    @Override
    public String name() {
        return "depth";
    }

    @Override
    public List<String> lines() {
        return List.of("depth_claim", "depth_claim_aging", "depth_list", "depth_stats", "depth_events");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var node = bed.nodes(Role.FRONT).getFirst();
        fill(bed, PAGE, CLAIMED, 0);
        sample(bed, node);
        var small = sample(bed, node);
        fill(
                bed,
                bed.scale().of(1_000_000, PAGE),
                bed.scale().of(100_000, CLAIMED),
                bed.scale().of(100_000, 0));
        var large = sample(bed, node);
        fill(bed, PAGE, CLAIMED, 0);
        var smallAgain = sample(bed, node);
        var lines = new ArrayList<Line>();
        for (var i = 0; i < lines().size(); i++) {
            var few = Samples.of(small.get(i).median(), smallAgain.get(i).median())
                    .median();
            bed.say("%s: %.2f ms, small %.2f ms"
                    .formatted(lines().get(i), large.get(i).median(), few));
            lines.add(Line.ratio(lines().get(i), large.get(i).median(), few));
        }
        return lines;
    }

    private static void fill(Bed bed, int finished, int due, int notDue) throws SQLException {
        bed.tables().empty();
        bed.tables().finish(finished);
        bed.tables().execute("""
                insert into event (run_id, id, type, payload, attempt)
                select 1, id, 'EXECUTING', 'Step ' || id, 1 from generate_series(4, %d) as id""".formatted(PAGE));
        bed.tables().queue(due, "noop", "{}", "now()");
        bed.tables().queue(notDue, "noop", "{}", "now() + interval '1 day'");
        bed.tables().settle();
    }

    /** Measures the claim without and with aging, then each path. */
    private static List<Samples> sample(Bed bed, NodeProcess node) throws SQLException {
        var times = bed.scale().of(150, 10);
        var samples = new ArrayList<Samples>();
        try (var lease = new FloorNode(bed.tables());
                var session = bed.tables().open()) {
            for (var aging : List.of(0, AGING_SECONDS)) {
                var claim = new ClaimStatement(session, lease.id(), aging);
                samples.add(timed(times, () -> {
                    if (claim.runAndUndo(CLAIMED) != CLAIMED) {
                        throw new LaunchFailure("A claim found fewer runs than are due.");
                    }
                }));
            }
        }
        for (var path : PATHS) {
            samples.add(timed(times, () -> bed.client().get(node, path)));
        }
        return samples;
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static Samples timed(int times, Step step) throws SQLException {
        var millis = new double[times];
        for (var i = 0; i < times; i++) {
            var began = System.nanoTime();
            step.run();
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        return Samples.of(millis);
    }
}
