package io.agentrunner.architecture;

import jakarta.ejb.Schedule;

/** Has a persistent timer inside a transaction. */
class PlantedPersistentTimer {
    @Schedule(hour = "*")
    void tick() {}
}
