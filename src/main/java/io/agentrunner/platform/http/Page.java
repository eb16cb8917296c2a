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
 * @param more whether more items follow
 * @param bytes the approximate length of its items as text
 */
public record Page<T>(List<T> items, boolean more, long bytes) {
    /** A page ends early when its items reach this number of bytes. */
    public static final int MOST_BYTES = 8 << 20;

    /** Makes a page of the rows of {@link #sql}, each of which ends with {@code found} and {@code total}. */
    public static <T> Page<T> of(List<Row> rows, Function<Row, T> item) {
        var items = rows.stream().map(item).toList();
        if (rows.isEmpty()) {
            return new Page<>(items, false, 0);
        }
        var last = rows.getLast().last(2);
        return new Page<>(items, last.longValue() > rows.size(), last.longValue());
    }

    /**
     * Returns the response with the items of this page and, if more items follow, a link to the next page.
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

    /** Returns the response with the items unchanged. */
    public Response answer(UriInfo uri, String cursor, ToLongFunction<T> id) {
        return answer(uri, cursor, id, item -> item);
    }

    /**
     * Returns the SQL of a page: at most {@code limit} of the rows and {@value #MOST_BYTES} bytes, but at least one row.
     * Each row ends with {@code found}, the number of rows before the cut, and {@code total}, the bytes up to this row.
     *
     * @param columns of the result, besides those two. A column that only this list names is not read for rows that are cut
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
