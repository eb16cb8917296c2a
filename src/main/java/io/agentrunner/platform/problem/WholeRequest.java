package io.agentrunner.platform.problem;

import jakarta.validation.Path;
import jakarta.validation.TraversableResolver;
import java.lang.annotation.ElementType;

/**
 * Validates all of a value. What is validated here are requests, which have no lazy members; the default asks the persistence
 * provider about each member of each run of a batch. Stateless; named in {@code META-INF/validation.xml}.
 */
public final class WholeRequest implements TraversableResolver {
    @Override
    public boolean isReachable(Object on, Path.Node member, Class<?> root, Path pathToOn, ElementType type) {
        return true;
    }

    @Override
    public boolean isCascadable(Object on, Path.Node member, Class<?> root, Path pathToOn, ElementType type) {
        return true;
    }
}
