package io.agentrunner.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The nodes at the start of a test class, with its own database. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Nodes {
    int count() default 1;

    /** {@code NAME=value}, for every node. */
    String[] environment() default {};

    /**
     * Seconds by which the wall clock of each node is ahead, or behind if negative. The clocks of further nodes are
     * right.
     */
    int[] clocks() default {};

    /** Further agents of the nodes, from a library of the application. */
    Class<?>[] agents() default {};
}
