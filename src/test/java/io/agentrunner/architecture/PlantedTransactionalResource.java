package io.agentrunner.architecture;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;

/** A resource with a transaction of its own. */
@Path("planted")
class PlantedTransactionalResource {
    @Transactional
    void act() {}
}
