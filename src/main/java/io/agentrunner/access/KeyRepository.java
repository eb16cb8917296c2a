package io.agentrunner.access;

import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

@Dependent
class KeyRepository {
    @Inject
    private Sql sql;

    KeyView add(CreateKey wanted, String hash, String by) {
        return KeyView.of(sql.named("AccessKey.add")
                .with("name", wanted.name())
                .with("role", wanted.role().toString())
                .with(
                        "projects",
                        wanted.projects() == null ? null : wanted.projects().toArray(Long[]::new))
                .with("hash", hash)
                .with("by", by)
                .with("expires", wanted.expiresAt() == null ? null : Timestamp.from(wanted.expiresAt()))
                .row());
    }

    List<KeyView> page(long before, int limit) {
        return sql.named("AccessKey.page")
                .with("before", before)
                .with("limit", limit)
                .list(KeyView::of);
    }

    /** The name of the removed key; empty if there was none. */
    Optional<String> remove(long id) {
        return sql.named("AccessKey.remove").with("key", id).first(Row::text);
    }

    Optional<StoredKey> find(long id) {
        return sql.named("AccessKey.find")
                .with("key", id)
                .first(row -> new StoredKey(row.longValue(), caller(row), row.text(), row.seconds(), row.flag()));
    }

    void use(long id) {
        sql.named("AccessKey.use").with("key", id).update();
    }

    /** The next columns of a row: name, role and projects. */
    static Caller caller(Row row) {
        return new Caller(row.text(), Role.of(row.text()), projects(row.text()));
    }

    private static Optional<Set<Long>> projects(String text) {
        return Optional.ofNullable(KeyView.ids(text)).map(HashSet::new);
    }
}
