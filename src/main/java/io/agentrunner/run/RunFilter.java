package io.agentrunner.run;

import io.agentrunner.access.Caller;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.problem.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The filter of a client's list of runs. Parts that are null or empty do not restrict it.
 *
 * @param projects the projects of the runs; empty: all
 * @param metadata values by key; a run matches if it has all of them, as text, number or boolean
 * @param text a part of the name or of the first 200 characters of the goal, ignoring case
 * @param asks only runs that ask a person something; no agent can ask yet, so there are none
 * @param beforeId only runs with a smaller id: the next page
 */
public record RunFilter(
        Set<RunStatus> statuses,
        Optional<Set<Long>> projects,
        String agent,
        String node,
        Map<String, String> metadata,
        Instant createdAfter,
        Instant createdBefore,
        String text,
        Long beforeId,
        boolean asks) {

    private static final int MOST_KEYS = 10;
    private static final int LONGEST_TEXT = 200;

    /** The filter that a caller's query asks for. */
    public static RunFilter of(Query query, Caller caller) {
        var metadata = new LinkedHashMap<String, String>();
        query.byKey("metadata").forEach((key, value) -> metadata.put(clean(key), clean(value)));
        // Clients that were generated from the OpenAPI document can express any key in this form.
        query.texts("metadata").stream().filter(pair -> !pair.isEmpty()).forEach(pair -> {
            if (pair.indexOf('=') < 1) {
                throw Query.refused("metadata", pair, "KEY=value");
            }
            metadata.put(clean(pair.substring(0, pair.indexOf('='))), clean(pair.substring(pair.indexOf('=') + 1)));
        });
        if (metadata.size() > MOST_KEYS) {
            throw ProblemException.badRequest("There are %d filters by metadata, but at most %d are allowed."
                    .formatted(metadata.size(), MOST_KEYS));
        }
        return new RunFilter(
                query.texts("status").stream()
                        .filter(value -> !value.isEmpty())
                        .map(RunFilter::status)
                        .collect(Collectors.toUnmodifiableSet()),
                projects(query.id("project_id"), caller),
                clean(query.text("agent")),
                node(query.text("node")),
                metadata,
                query.time("created_after"),
                query.time("created_before"),
                clean(query.text("q", LONGEST_TEXT)),
                query.id("before_id"),
                query.id("question") != null || query.flag("needs_answer", false));
    }

    /** Returns whether a run has the project, a status, the agent and the node of this filter; the other parts are not asked. */
    public boolean matches(RunView run) {
        return projects.map(some -> some.contains(run.projectId())).orElse(true)
                && (statuses.isEmpty() || statuses.contains(run.status()))
                && (agent == null || agent.equals(run.agent()))
                && (node == null || node.equalsIgnoreCase(run.node()));
    }

    /** This filter for runs below an id. */
    RunFilter before(long id) {
        return new RunFilter(statuses, projects, agent, node, metadata, createdAfter, createdBefore, text, id, asks);
    }

    /** The project that is asked for, if it exists for the caller; otherwise all that do. */
    private static Optional<Set<Long>> projects(Long asked, Caller caller) {
        return asked == null ? caller.projects() : Optional.of(caller.sees(asked) ? Set.of(asked) : Set.of());
    }

    private static RunStatus status(String value) {
        return Arrays.stream(RunStatus.values())
                .filter(status -> status.name().equals(value))
                .findFirst()
                .orElseThrow(() -> Query.refused(
                        "status",
                        value,
                        "one of "
                                + Arrays.stream(RunStatus.values())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))));
    }

    private static String node(String value) {
        if (value != null && Query.uuid(value).isEmpty()) {
            throw Query.refused("node", value, "the id of a node, a UUID");
        }
        return value;
    }

    /** No stored text contains U+0000, and PostgreSQL accepts it in no parameter. */
    private static String clean(String value) {
        return value == null ? null : value.replace('\0', '\uFFFD');
    }
}
