package io.agentrunner.settings;

/** The new value of a setting, as text. */
public record ChangeSetting(String value) {}
