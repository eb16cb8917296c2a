package io.agentrunner.run;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;

/** The agents of all live nodes. Each call is one transaction. Thread-safe. */
@Stateless
public class LiveAgents {
    @Inject
    private LiveAgentRepository repository;

    /** Returns the agents in alphabetical order, with the descriptions of the node that started last. */
    public List<AgentView> all() {
        return repository.all();
    }

    /** Returns the names of these agents. */
    public Set<String> names() {
        return repository.names();
    }
}
