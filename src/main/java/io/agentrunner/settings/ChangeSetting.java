package io.agentrunner.settings;

/** The value to set, as text. */
public record ChangeSetting(String value) {}
