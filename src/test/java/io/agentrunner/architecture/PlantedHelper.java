package io.agentrunner.architecture;

/** Has a name that does not describe its purpose. */
class PlantedHelper {}
