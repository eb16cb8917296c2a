package io.agentrunner.settings;

/** This node took over what an operator changed; it holds here from now on. */
public record SettingsReloaded() {}
