package io.agentrunner.settings;

import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;

@Dependent
class SettingRepository {
    @Inject
    private Sql sql;

    Map<String, String> all() {
        var values = new HashMap<String, String>();
        sql.named("Setting.all").rows().forEach(row -> values.put(row.text(), row.text()));
        return values;
    }

    /** Returns whether the row changed. */
    boolean put(String key, String value, String actor) {
        return sql.named("Setting.put")
                        .with("key", key)
                        .with("value", value)
                        .with("actor", actor)
                        .update()
                == 1;
    }

    /** Returns who set the values in the table, and when, by key. */
    Map<String, SettingView.Change> changes() {
        var changes = new HashMap<String, SettingView.Change>();
        sql.named("Setting.changes")
                .rows()
                .forEach(row -> changes.put(row.text(), new SettingView.Change(row.time(), row.text())));
        return changes;
    }

    /** Returns whether there was a row. */
    boolean delete(String key) {
        return sql.named("Setting.delete").with("key", key).update() == 1;
    }
}
