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

    /** In alphabetical order; described as by the node that started last. */
    public List<AgentView> all() {
        return repository.all();
    }

    /** Their names. */
    public Set<String> names() {
        return repository.names();
    }
}
