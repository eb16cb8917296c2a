package io.agentrunner.event;

import io.agentrunner.run.RunStatus;

/** Breaks the dependency order on purpose: proof that the rule sees it. */
public class PlantedUsesRun {
    RunStatus status() {
        return RunStatus.QUEUED;
    }
}
