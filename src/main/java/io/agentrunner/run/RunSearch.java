package io.agentrunner.run;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.json.Json;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Builds the SQL of a list of runs. Statuses are part of the text, since a partial index serves only a query whose text
 * implies its condition. The project is part of the text, too, since its number of runs decides between two indexes.
 * Everything else is bound.
 */
final class RunSearch {
    /** A text is searched in this many of the newest runs that match the other filters. */
    private static final int TEXT_DEPTH = 100_000;

    /** A value that matches as JSON number, boolean or null as well as text. */
    private static final Pattern SCALAR = Pattern.compile("-?(0|[1-9]\\d{0,99})(\\.\\d{1,99})?|true|false|null");

    private static final String SIZE = """
            1000 + least(octet_length(goal), %s)
            + case when metadata = '{}' then 0 else octet_length(cast(metadata as text)) end
            + coalesce(octet_length(error), 0)%s""";

    private static final String BRIEF_SIZE = SIZE.formatted("4000", "");
    private static final String FULL_SIZE =
            SIZE.formatted("2147483647", " + octet_length(options) + coalesce(octet_length(result), 0)");

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final String page;

    RunSearch(RunFilter filter, int limit, RunDetail detail) {
        this(filter, limit, detail, RunView.columns(detail));
    }

    /** The search for the ids of whole runs that fit into a page. */
    static RunSearch ids(RunFilter filter, int limit) {
        return new RunSearch(filter, limit, RunDetail.FULL, "id");
    }

    /** The SQL of a page of the runs whose ids are its one parameter. */
    static String named(int most) {
        return Page.sql(
                RunView.columns(RunDetail.BRIEF),
                "select r.*, " + BRIEF_SIZE + " as size from run r where r.id = any(cast(?1 as bigint[]))",
                most,
                "asc");
    }

    private RunSearch(RunFilter filter, int limit, RunDetail detail, String columns) {
        var size = detail == RunDetail.FULL ? FULL_SIZE : BRIEF_SIZE;
        sql.append(filter.text() == null ? "select r.*, " + size + " as size" : "select r.*")
                .append(" from run r where true");
        if (!filter.statuses().isEmpty()) {
            var statuses = filter.statuses().stream().sorted().map(s -> "'" + s.name() + "'");
            sql.append(" and r.status in (")
                    .append(statuses.collect(Collectors.joining(", ")))
                    .append(')');
        }
        filter.projects().ifPresent(this::projects);
        if (filter.asks()) {
            sql.append(" and false");
        }
        and("r.agent = %s", filter.agent());
        and("r.node = cast(%s as uuid)", filter.node());
        filter.metadata().forEach(this::metadata);
        and("r.created_at > %s", filter.createdAfter() == null ? null : Timestamp.from(filter.createdAfter()));
        and("r.created_at < %s", filter.createdBefore() == null ? null : Timestamp.from(filter.createdBefore()));
        and("r.id < %s", filter.beforeId());
        if (filter.text() != null) {
            var pattern = "%" + filter.text().replaceAll("([\\\\%_])", "\\\\$1") + "%";
            sql.insert(0, "select r.*, " + size + " as size from (")
                    .append(" order by r.id desc limit ")
                    .append(TEXT_DEPTH)
                    .append(") r");
            sql.append(" where (r.name ilike ").append(bind(pattern));
            sql.append(" or left(r.goal, 200) ilike ").append(bind(pattern)).append(')');
        }
        sql.append(" order by r.id desc limit ").append(limit + 1);
        page = Page.sql(columns, sql.toString(), limit, "desc");
    }

    String sql() {
        return page;
    }

    /** Returns the parameters by position, from 1. */
    List<Object> parameters() {
        return parameters;
    }

    private void and(String condition, Object value) {
        if (value != null) {
            sql.append(" and ").append(condition.formatted(bind(value)));
        }
    }

    private void projects(Set<Long> ids) {
        var sorted = ids.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
        sql.append(ids.isEmpty() ? " and false" : " and r.project_id in (" + sorted + ")");
    }

    private void metadata(String key, String value) {
        sql.append(" and r.metadata <> cast('{}' as jsonb) and (r.metadata @> cast(");
        sql.append(bind(Json.text(Map.of(key, value)))).append(" as jsonb)");
        if (SCALAR.matcher(value).matches()) {
            sql.append(" or r.metadata @> cast(");
            sql.append(bind("{" + Json.text(key) + ":" + value + "}")).append(" as jsonb)");
        }
        sql.append(')');
    }

    private String bind(Object value) {
        parameters.add(value);
        return "?" + parameters.size();
    }
}
