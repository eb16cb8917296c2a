package io.agentrunner.platform.http;

import io.agentrunner.platform.sql.Row;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A page of a list.
 *
 * @param more whether there are more after it
 * @param bytes about how long its items are as text
 */
public record Page<T>(List<T> items, boolean more, long bytes) {
    /** A page ends early when its items have so many bytes. */
    public static final int MOST_BYTES = 8 << 20;

    /** The page that the rows of {@link #sql} are; {@code found} and {@code total} stand at the end of each. */
    public static <T> Page<T> of(List<Row> rows, Function<Row, T> item) {
        var items = rows.stream().map(item).toList();
        if (rows.isEmpty()) {
            return new Page<>(items, false, 0);
        }
        var last = rows.getLast().last(2);
        return new Page<>(items, last.longValue() > rows.size(), last.longValue());
    }

    /**
     * The answer with the items of this page, made of {@code item}; with a link to the next page if there is one.
     *
     * @param cursor the query parameter that takes the id of the last item
     */
    public <V> Response answer(UriInfo uri, String cursor, ToLongFunction<T> id, Function<T, V> item) {
        var answer = Response.ok(items.stream().map(item).toList());
        return more
                ? answer.header("Link", Links.next(uri, cursor, id.applyAsLong(items.getLast())))
                        .build()
                : answer.build();
    }

    /** The answer with the items as they are. */
    public Response answer(UriInfo uri, String cursor, ToLongFunction<T> id) {
        return answer(uri, cursor, id, item -> item);
    }

    /**
     * The SQL of a page: the rows of {@code rows} up to {@code limit} of them and {@value #MOST_BYTES} bytes, at least one.
     * Adds to each row {@code found}, how many rows there were, and {@code total}, the bytes up to it.
     *
     * @param columns of the result, besides those two; what is only named here is not read for rows that are left out
     * @param rows a select with columns {@code id} and {@code size} that ends at {@code limit + 1} rows
     */
    public static String sql(String columns, String rows, int limit, String direction) {
        return """
                select %1$s, found, total from (
                  select r.*, count(*) over () as found, row_number() over w as nth, sum(size) over w as total
                  from (%2$s) r window w as (order by id %4$s)
                ) r
                where nth <= %3$d and (nth = 1 or total <= %5$d) order by id %4$s""".formatted(columns, rows, limit, direction, MOST_BYTES);
    }
}
