package io.agentrunner.run;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The agents of live nodes, as the nodes' rows list them. */
@Dependent
class LiveAgentRepository {
    @PersistenceContext
    private EntityManager em;

    @SuppressWarnings("unchecked")
    List<AgentView> all() {
        return ((List<Object[]>) em.createNamedQuery("Agent.live").getResultList())
                .stream()
                        .map(row -> new AgentView(
                                (String) row[0],
                                (String) row[1],
                                (String) row[2],
                                List.of(((String) row[3]).split(","))))
                        .toList();
    }

    Set<String> names() {
        return all().stream().map(AgentView::name).collect(Collectors.toSet());
    }
}
