package io.agentrunner.architecture;

/** A repository that every class can call. */
public class PlantedPublicRepository {}
