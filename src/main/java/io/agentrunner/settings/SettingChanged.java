package io.agentrunner.settings;

/**
 * An operator changed or deleted a setting; fire it in the transaction that does so.
 *
 * @param value as people may read it; null: deleted
 * @param actor the name of the operator
 */
public record SettingChanged(String key, String value, String actor) {}
