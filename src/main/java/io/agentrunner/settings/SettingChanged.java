package io.agentrunner.settings;

/**
 * An operator changed or deleted a setting; fire it in the transaction that does so.
 *
 * @param actor who did
 */
public record SettingChanged(String key, String actor) {}
