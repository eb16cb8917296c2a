package io.agentrunner.platform.problem;

import jakarta.validation.Path;
import jakarta.validation.TraversableResolver;
import java.lang.annotation.ElementType;

/**
 * Validates all members of a value. Requests have no lazy members, but the default would ask the persistence provider about
 * each member of each run of a batch. Stateless. {@code META-INF/validation.xml} names this class.
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
