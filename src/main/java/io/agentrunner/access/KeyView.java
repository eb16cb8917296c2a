package io.agentrunner.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentrunner.platform.sql.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A key as admins see it.
 *
 * @param projects the only projects of its callers; null: all
 * @param lastUsedAt to the minute; null: never used
 * @param expiresAt null: never
 * @param key the credential itself, in the answer that creates it and nowhere else
 */
public record KeyView(
        long id,
        String name,
        Role role,
        List<Long> projects,
        Instant createdAt,
        String createdBy,
        Instant lastUsedAt,
        Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String key) {
    static KeyView of(Row row) {
        return new KeyView(
                row.longValue(),
                row.text(),
                Role.of(row.text()),
                ids(row.text()),
                row.time(),
                row.text(),
                row.time(),
                row.time(),
                null);
    }

    KeyView with(String credential) {
        return new KeyView(id, name, role, projects, createdAt, createdBy, lastUsedAt, expiresAt, credential);
    }

    /** The ids in a text with commas between them; null stays null. */
    static List<Long> ids(String text) {
        if (text == null) {
            return null;
        }
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
    }
}
