package io.agentrunner.run;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;

/**
 * An agent as clients see it.
 *
 * @param optionsSchema JSON Schema of the options, as JSON text
 * @param nodes ids of the live nodes that have it
 */
public record AgentView(
        String name, String description, @JsonRawValue String optionsSchema, List<String> nodes) {}
