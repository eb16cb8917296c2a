package io.agentrunner.bench;

import io.agentrunner.launcher.Database;
import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.Options;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The user's options, read from the environment.
 *
 * @param measurements in the order of the bench
 * @param database the database of the user; empty for an embedded one
 */
record BenchOptions(List<Measurement> measurements, Scale scale, Optional<Database> database) {
    /**
     * Reads and checks the options.
     *
     * @throws LaunchFailure naming the variable, its value and the valid values
     */
    static BenchOptions from(Map<String, String> environment) {
        return new BenchOptions(
                chosen(Options.value(environment, "BENCH").orElse(Measurement.names())),
                Scale.of(Options.value(environment, "BENCH_RUNS").orElse(Integer.toString(Scale.FULL_RUNS))),
                Options.from(environment).database());
    }

    private static List<Measurement> chosen(String names) {
        var wanted = Set.copyOf(Stream.of(names.split("[\\s,]+")).toList());
        var known = Measurement.ALL.stream().map(Measurement::name).toList();
        wanted.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new LaunchFailure(
                    "BENCH=" + names + ": there is no measurement \"" + name + "\" among " + Measurement.names() + ".");
        });
        return Measurement.ALL.stream()
                .filter(measurement -> wanted.contains(measurement.name()))
                .toList();
    }
}
