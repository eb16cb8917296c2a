package io.agentrunner.settings;

/** This node applied a change of an operator. The new value holds here from now on. */
public record SettingsReloaded() {}
