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
 * @param types only events of these types; empty: of all
 * @param payloadBytes longest payload in UTF-8; what is longer is cut
 */
public record EventFilter(int after, int before, List<String> types, boolean newestFirst, int payloadBytes, int limit) {
    /** Oldest first, after an event. */
    public static EventFilter after(int id, int limit) {
        return new EventFilter(id, Integer.MAX_VALUE, List.of(), false, Integer.MAX_VALUE, limit);
    }

    /** The filter that a query asks for; {@link Takes} names its parameters where it is used. */
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
                        // No stored text has U+0000, and PostgreSQL takes none as a parameter.
                        .map(type -> type.replace('\0', '\uFFFD'))
                        .distinct()
                        .toList(),
                "desc".equals(order),
                query.limit("payload_limit", Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
                query.limit("limit", 1000, 1, 1000));
    }

    /** The query parameter that leads to the next page. */
    public String cursor() {
        return newestFirst ? "before_id" : "after_id";
    }

    /** The values of the parameters of {@link #sql}. */
    List<Object> values() {
        return types.isEmpty() ? List.of(after, before) : List.of(after, before, types.toArray(String[]::new));
    }

    /**
     * The SQL of a page; its parameters are {@link #after}, {@link #before} and, if there are any, {@link #types}. The run stands
     * in the text, so that a plan knows its partition: one that does not sorts all the events that follow.
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
