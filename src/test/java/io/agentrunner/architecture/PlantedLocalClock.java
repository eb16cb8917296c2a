package io.agentrunner.architecture;

import java.time.Instant;

/** Uses the clock of its machine. */
class PlantedLocalClock {
    Instant decide() {
        return Instant.now();
    }
}
