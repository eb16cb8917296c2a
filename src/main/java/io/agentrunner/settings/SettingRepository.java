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
    boolean put(String key, String value) {
        return sql.named("Setting.put").with("key", key).with("value", value).update() == 1;
    }

    /** Returns whether there was a row. */
    boolean delete(String key) {
        return sql.named("Setting.delete").with("key", key).update() == 1;
    }
}
