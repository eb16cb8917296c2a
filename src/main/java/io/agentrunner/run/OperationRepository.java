package io.agentrunner.run;

import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

@Dependent
class OperationRepository {
    @Inject
    private Sql sql;

    OperationView insert(BulkAction wanted, String actor) {
        return sql.named("Operation.insert")
                .with("action", wanted.action())
                .with("filter", wanted.ids() == null ? Json.text(wanted.filter()) : null)
                .with("runs", wanted.ids() == null ? null : wanted.ids().toArray(Long[]::new))
                .with("actor", actor)
                .first(OperationRepository::view)
                .orElseThrow();
    }

    Optional<OperationView> find(long id) {
        return sql.named("Operation.find").with("id", id).first(OperationRepository::view);
    }

    private static OperationView view(Row row) {
        var id = row.longValue();
        var action = row.text();
        var filter = row.text();
        var actor = row.text();
        var done = row.longValue();
        var refused = row.longValue();
        return new OperationView(
                id, action, filter, actor, done + refused, done, refused, row.text(), row.time(), row.time());
    }

    /** Locks the oldest operation that is under way and that no other session holds. */
    Optional<Operation> lockNext() {
        return sql.named("Operation.lockNext")
                .first(row -> new Operation(row.longValue(), row.text(), row.text(), row.text(), row.longValue()));
    }

    /** The next of the runs that the operation names, by descending id; also those that do not exist. */
    List<Long> nextNamed(Operation operation, int most) {
        return sql.named("Operation.nextNamed")
                .with("id", operation.id())
                .with("limit", most)
                .list(Row::longValue);
    }

    /**
     * Notes the result of a step.
     *
     * @param before runs with this id and greater ones are done
     */
    void advance(Operation operation, long before, long done, List<Acted.Refused> refused) {
        sql.named("Operation.advance")
                .with("id", operation.id())
                .with("before", before)
                .with("done", done)
                .with("refused", refused.size())
                .with("refusals", Json.text(refused))
                .update();
    }

    void finish(Operation operation) {
        sql.named("Operation.finish").with("id", operation.id()).update();
    }

    /** Removes at most {@code limit} operations that finished a week ago. */
    void forget(int limit) {
        sql.named("Operation.forget").with("limit", limit).update();
    }
}
