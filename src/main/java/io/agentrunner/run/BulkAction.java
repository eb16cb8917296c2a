package io.agentrunner.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.access.Caller;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.List;
import java.util.Set;

/**
 * One action on many runs: those that match a filter, or those named by their ids.
 *
 * @param filter the query parameters of {@code GET /runs} as members; at least one
 */
public record BulkAction(
        @NotNull(message = "is required: pause, resume, stop or retry")
        @Pattern(regexp = "pause|resume|stop|retry", message = "must be pause, resume, stop or retry")
        String action,

        JsonNode filter,

        @Size(min = 1, max = 10_000, message = "must have {min} to {max} items")
        List<@NotNull(message = "must be an id") Long> ids) {

    private static final Set<String> MEMBERS =
            Set.of("status", "project_id", "agent", "node", "metadata", "created_after", "created_before", "q");

    /** The runs to act on; null if they are named by ids. */
    RunFilter runFilter() {
        if ((ids == null) == (filter == null || filter.isNull())) {
            throw ProblemException.invalid("filter", "or ids must be given, one of the two");
        }
        return ids == null ? runFilter(filter) : null;
    }

    /** A stored filter. */
    static RunFilter runFilter(JsonNode filter) {
        if (!filter.isObject() || filter.isEmpty()) {
            throw ProblemException.invalid("filter", "must be an object with at least one of " + members());
        }
        var values = new MultivaluedHashMap<String, String>();
        filter.properties().forEach(member -> {
            var name = member.getKey();
            if (!MEMBERS.contains(name)) {
                throw ProblemException.invalid("filter." + name, "is not known; there are " + members());
            }
            if (name.equals("metadata") && member.getValue().isObject()) {
                member.getValue()
                        .properties()
                        .forEach(pair -> values.add(name + "." + pair.getKey(), text(pair.getValue())));
            } else if (member.getValue().isArray()) {
                member.getValue().forEach(one -> values.add(name, text(one)));
            } else {
                values.add(name, text(member.getValue()));
            }
        });
        values.values().forEach(all -> all.removeIf(String::isEmpty));
        if (values.values().stream().allMatch(List::isEmpty)) {
            // An empty value restricts nothing.
            throw ProblemException.invalid("filter", "must have at least one value");
        }
        // Only operators act on many runs, and all projects exist for them.
        return RunFilter.of(new Query(values), Caller.OPEN);
    }

    private static String text(JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw ProblemException.invalid("filter", "must have texts, numbers, true or false, or arrays of them");
        }
        return value.asText();
    }

    private static String members() {
        return String.join(", ", MEMBERS.stream().sorted().toList());
    }
}
