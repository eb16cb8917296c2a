package io.agentrunner.launcher;

import io.agentrunner.bench.Bench;

/** Breaks the order inside the launcher on purpose: proof that the rule sees it. */
public class PlantedUsesBench {
    Class<?> bench() {
        return Bench.class;
    }
}
