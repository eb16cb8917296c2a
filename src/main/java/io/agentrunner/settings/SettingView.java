package io.agentrunner.settings;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A setting as clients see it, with its value on the responding node.
 *
 * @param value null if there is none; {@code ***} for a secret
 * @param source {@code database}, {@code default}, or the name of another source of MicroProfile Config
 */
public record SettingView(
        String key,
        String value,
        @JsonProperty("default") String fallback,
        String unit,
        String range,
        boolean live,
        String source,
        String meaning) {
    static SettingView of(Setting<?> setting, Configured effective) {
        return new SettingView(
                setting.key(),
                orNull(setting.shown(effective.value())),
                orNull(setting.fallback()),
                orNull(setting.unit()),
                setting.range(),
                setting.live(),
                effective.source(),
                setting.meaning());
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
