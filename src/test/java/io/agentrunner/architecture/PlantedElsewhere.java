package io.agentrunner.architecture;

/** Stands in a package that the dependency order does not name. */
class PlantedElsewhere {}
