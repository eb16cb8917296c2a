package io.agentrunner.launcher;

import io.agentrunner.bench.Bench;

/** Breaks the order inside the launcher on purpose, to prove that the rule finds it. */
public class PlantedUsesBench {
    Class<?> bench() {
        return Bench.class;
    }
}
