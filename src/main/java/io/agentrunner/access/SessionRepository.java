package io.agentrunner.access;

import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

@Dependent
class SessionRepository {
    @Inject
    private Sql sql;

    void add(String hash, SignedIn by, Duration life) {
        sql.named("Session.add")
                .with("hash", hash)
                .with("key", by.key())
                .with("source", by.source().stored())
                .with("name", by.caller().name())
                .with("role", by.caller().role().toString())
                .with("projects", by.caller().projectArray())
                .with("seconds", life.toSeconds())
                .row();
    }

    Optional<StoredSession> find(String hash, Duration idle) {
        return sql.named("Session.find")
                .with("hash", hash)
                .with("idle", idle.toSeconds())
                .first(row -> new StoredSession(
                        SignedInBy.of(row.text()),
                        KeyRepository.caller(row),
                        row.seconds().orElseThrow(),
                        row.flag()));
    }

    void use(String hash) {
        sql.named("Session.use").with("hash", hash).update();
    }

    boolean remove(String hash) {
        return sql.named("Session.remove").with("hash", hash).update() == 1;
    }

    /** Says how many ended sessions it removed. */
    int retire(Duration idle, int limit) {
        return sql.named("Session.retire")
                .with("idle", idle.toSeconds())
                .with("limit", limit)
                .update();
    }
}
