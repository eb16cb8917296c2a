package io.agentrunner.event;

import io.agentrunner.run.RunStatus;

/** Breaks the dependency order on purpose, to prove that the rule finds it. */
public class PlantedUsesRun {
    RunStatus status() {
        return RunStatus.QUEUED;
    }
}
