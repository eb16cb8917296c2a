package io.agentrunner.run;

import io.agentrunner.platform.json.Json;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The SQL of a list of runs. Statuses stand in the text, since a partial index serves only a query whose text implies its
 * condition; so does the project, since how many runs it has decides between two indexes; all else is bound.
 */
final class RunSearch {
    /** A text is looked for among so many of the newest runs that match the rest. */
    private static final int TEXT_DEPTH = 100_000;

    /** A value that is meant as JSON number, boolean or null as well as text. */
    private static final Pattern SCALAR = Pattern.compile("-?(0|[1-9]\\d{0,99})(\\.\\d{1,99})?|true|false|null");

    private final StringBuilder sql = new StringBuilder("select r.* from run r where true");
    private final List<Object> parameters = new ArrayList<>();

    RunSearch(RunFilter filter, int limit) {
        if (!filter.statuses().isEmpty()) {
            var statuses = filter.statuses().stream().sorted().map(s -> "'" + s.name() + "'");
            sql.append(" and r.status in (")
                    .append(statuses.collect(Collectors.joining(", ")))
                    .append(')');
        }
        if (filter.projectId() != null) {
            sql.append(" and r.project_id = ").append(filter.projectId().longValue());
        }
        and("r.agent = %s", filter.agent());
        and("r.node = cast(%s as uuid)", filter.node());
        filter.metadata().forEach(this::metadata);
        and("r.created_at > %s", filter.createdAfter() == null ? null : Timestamp.from(filter.createdAfter()));
        and("r.created_at < %s", filter.createdBefore() == null ? null : Timestamp.from(filter.createdBefore()));
        and("r.id < %s", filter.beforeId());
        if (filter.text() != null) {
            var pattern = "%" + filter.text().replaceAll("([\\\\%_])", "\\\\$1") + "%";
            sql.insert(0, "select r.* from (")
                    .append(" order by r.id desc limit ")
                    .append(TEXT_DEPTH)
                    .append(") r");
            sql.append(" where (r.name ilike ").append(bind(pattern));
            sql.append(" or left(r.goal, 200) ilike ").append(bind(pattern)).append(')');
        }
        sql.append(" order by r.id desc limit ").append(limit);
    }

    String sql() {
        return sql.toString();
    }

    /** Bound by position, from 1. */
    List<Object> parameters() {
        return parameters;
    }

    private void and(String condition, Object value) {
        if (value != null) {
            sql.append(" and ").append(condition.formatted(bind(value)));
        }
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
