package io.agentrunner.architecture;

/** Lies in a package that the dependency order does not name. */
class PlantedElsewhere {}
