package io.agentrunner.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A setting as clients see it, with its value on the responding node.
 *
 * @param value null if there is none; {@code ***} for a secret
 * @param source {@code database}, {@code default}, or the name of another source of MicroProfile Config
 * @param changedAt when an operator set the value; null if it is not from the database
 * @param changedBy who did
 */
public record SettingView(
        String key,
        String value,
        @JsonProperty("default") String fallback,
        String unit,
        String range,
        boolean live,
        String source,
        Instant changedAt,
        String changedBy,
        String meaning) {

    /** The last change of a value in the database. */
    public record Change(Instant at, String by) {
        static final Change NONE = new Change(null, null);
    }

    static SettingView of(Setting<?> setting, Configured effective, Change inDatabase) {
        var change = effective.source().equals(DatabaseConfigSource.NAME) ? inDatabase : Change.NONE;
        return new SettingView(
                setting.key(),
                orNull(setting.shown(effective.value())),
                orNull(setting.fallback()),
                orNull(setting.unit()),
                setting.range(),
                setting.live(),
                effective.source(),
                change.at(),
                change.by(),
                setting.meaning());
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
