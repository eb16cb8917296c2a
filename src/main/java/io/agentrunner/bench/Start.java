package io.agentrunner.bench;

import java.util.List;

/**
 * Measures the time from the start of {@code java} until {@code /health/ready} returns 200, to 0.1 s. All files are in
 * the disk cache.
 */
record Start() implements Measurement {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<String> lines() {
        return List.of("start");
    }

    @Override
    public List<Line> measure(Bed bed) {
        var seconds = new double[bed.scale().turns()];
        for (var turn = 0; turn < seconds.length; turn++) {
            bed.nodes();
            var began = System.nanoTime();
            bed.nodes(Role.PLAIN);
            seconds[turn] = (System.nanoTime() - began) / 1e9;
            bed.say("ready after %.1f s".formatted(seconds[turn]));
        }
        return List.of(new Line("start", Samples.of(seconds).median(), "s"));
    }
}
