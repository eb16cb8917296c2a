package io.agentrunner.architecture;

/** A repository that everybody could call. */
public class PlantedPublicRepository {}
