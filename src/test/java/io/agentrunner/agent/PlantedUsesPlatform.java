package io.agentrunner.agent;

import io.agentrunner.platform.json.Json;

/** Breaks the rule that the contract of agents uses only Java and Jackson. */
public class PlantedUsesPlatform {
    String nothing() {
        return Json.text(this);
    }
}
