package io.agentrunner.architecture;

/** Does not say what it is. */
class PlantedHelper {}
