package io.agentrunner.event;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.http.Takes;
import java.util.List;

/**
 * Which events of a run a client wants to see.
 *
 * @param after only events with a greater id
 * @param before only events with a smaller id
 * @param types only events of these types; empty for all types
 * @param payloadBytes the longest payload in bytes of UTF-8; a longer one is cut
 */
public record EventFilter(int after, int before, List<String> types, boolean newestFirst, int payloadBytes, int limit) {
    /** Returns a filter for events after an id, oldest first. */
    public static EventFilter after(int id, int limit) {
        return new EventFilter(id, Integer.MAX_VALUE, List.of(), false, Integer.MAX_VALUE, limit);
    }

    /** Returns the filter of a request. {@link Takes} at the resource method names its parameters. */
    public static EventFilter of(Query query) {
        var order = query.text("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw Query.refused("order", order, "asc or desc");
        }
        return new EventFilter(
                query.limit("after_id", 0, 0, Integer.MAX_VALUE),
                query.limit("before_id", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                query.texts("type").stream()
                        .filter(type -> !type.isEmpty())
                        // No stored text contains U+0000, and PostgreSQL accepts it in no parameter.
                        .map(type -> type.replace('\0', '\uFFFD'))
                        .distinct()
                        .toList(),
                "desc".equals(order),
                query.limit("payload_limit", Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
                query.limit("limit", 1000, 1, 1000));
    }

    /** Returns the query parameter for the next page. */
    public String cursor() {
        return newestFirst ? "before_id" : "after_id";
    }

    /** Returns the values of the parameters of {@link #sql}. */
    List<Object> values() {
        return types.isEmpty() ? List.of(after, before) : List.of(after, before, types.toArray(String[]::new));
    }

    /**
     * Returns the SQL of a page. Its parameters are {@link #after}, {@link #before} and, if there are any, {@link #types}.
     * The id of the run is part of the text, so that the plan knows its partition. Otherwise it would sort all the events
     * that follow.
     */
    public String sql(long run) {
        var direction = newestFirst ? "desc" : "asc";
        var whole = payloadBytes == Integer.MAX_VALUE;
        var rows = """
                select *, 200 + %s as size from event
                where run_id = %d and id > ?1 and id < ?2%s order by id %s limit %d""".formatted(
                        whole
                                ? "coalesce(octet_length(payload), 0)"
                                : "least(coalesce(octet_length(payload), 0), %d)".formatted(4L * payloadBytes),
                        run,
                        types.isEmpty() ? "" : " and type = any(cast(?3 as text[]))",
                        direction,
                        limit + 1);
        var payload = whole ? "payload" : "left(payload, %d)".formatted(payloadBytes);
        return Page.sql(
                "coalesce(octet_length(payload), 0), id, type, " + payload + ", attempt, actor, created_at",
                rows,
                limit,
                direction);
    }
}
