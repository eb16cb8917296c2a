package io.agentrunner.access;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

@Dependent
class AuditRepository {
    private static final int LONGEST = 1000;

    @Inject
    private Sql sql;

    void add(String actor, String address, String action, String target, String detail) {
        sql.named("Audit.add")
                .with("actor", storable(actor))
                .with("address", storable(address))
                .with("action", action)
                .with("target", storable(target))
                .with("detail", storable(detail))
                .update();
    }

    Page<AuditEntry> page(long before, int limit) {
        var rows = "select *, 200 + octet_length(concat(actor, address, action, target, detail)) as size"
                + " from audit where id < ?1 order by id desc limit " + (limit + 1);
        return Page.of(
                sql.rows(
                        Page.sql("id, at, actor, address, action, target, detail", rows, limit, "desc"),
                        List.of(before)),
                row -> new AuditEntry(
                        row.longValue(), row.time(), row.text(), row.text(), row.text(), row.text(), row.text()));
    }

    int retire(int days, int limit) {
        return sql.named("Audit.retire").with("days", days).with("limit", limit).update();
    }

    /** A client's text, cut, without control characters. */
    private static String storable(String text) {
        if (text == null) {
            return null;
        }
        var cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return cut.replaceAll("\\p{Cntrl}|\\p{Cs}", "\uFFFD");
    }
}
