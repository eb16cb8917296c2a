package io.agentrunner.run;

import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the agents of live nodes from the nodes' rows. */
@Dependent
class LiveAgentRepository {
    @Inject
    private Sql sql;

    List<AgentView> all() {
        return sql.named("Agent.live")
                .list(row -> new AgentView(
                        row.text(), row.text(), row.text(), List.of(row.text().split(","))));
    }

    Set<String> names() {
        return all().stream().map(AgentView::name).collect(Collectors.toSet());
    }
}
