package io.agentrunner.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.platform.json.Json;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The agents that this application has, by name. Thread-safe. */
@ApplicationScoped
public class Agents {
    @Inject
    @Any
    private Instance<Agent> beans;

    private final Map<String, Agent> byName = new TreeMap<>();
    private final Set<String> cpuBound = new TreeSet<>();

    @PostConstruct
    void collect() {
        for (var agent : beans) {
            var other = byName.put(agent.name(), agent);
            if (agent.cpuBound()) {
                cpuBound.add(agent.name());
            }
            if (other != null) {
                throw new IllegalStateException("Two agents are named \"" + agent.name() + "\"; rename one of them.");
            }
        }
    }

    /** Returns the agent of that name, if there is one. */
    public Optional<Agent> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns whether the agent of that name is CPU-bound; false if there is none. */
    public boolean isCpuBound(String name) {
        return cpuBound.contains(name);
    }

    /** Returns the names of CPU-bound agents. */
    public SortedSet<String> cpuBound() {
        return new TreeSet<>(cpuBound);
    }

    /** Returns the names of all other agents. */
    public SortedSet<String> notCpuBound() {
        var names = names();
        names.removeAll(cpuBound);
        return names;
    }

    /** Returns name, description and JSON Schema of the options of each agent, as a JSON array in alphabetical order. */
    public String described() {
        return Json.text(byName.values().stream().map(Description::of).toList());
    }

    private record Description(String name, String description, ObjectNode optionsSchema) {
        static Description of(Agent agent) {
            return new Description(agent.name(), agent.description(), agent.optionsSchema());
        }
    }

    /** Returns all names in alphabetical order. */
    public SortedSet<String> names() {
        return new TreeSet<>(byName.keySet());
    }
}
