package io.agentrunner.run;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;

/**
 * An agent as clients see it.
 *
 * @param optionsSchema the JSON Schema of the options, as JSON text
 * @param nodes the ids of the live nodes with this agent
 */
public record AgentView(
        String name, String description, @JsonRawValue String optionsSchema, List<String> nodes) {}
