package io.agentrunner.architecture;

import jakarta.ejb.Schedule;

/** A timer that would be stored, inside a transaction. */
class PlantedPersistentTimer {
    @Schedule(hour = "*")
    void tick() {}
}
