package io.agentrunner.settings;

/**
 * An operator changed or deleted a setting. This event is fired in the transaction that does so.
 *
 * @param actor the operator
 */
public record SettingChanged(String key, String actor) {}
