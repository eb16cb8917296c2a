package io.agentrunner.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The nodes that a test class starts with, over a database of its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Nodes {
    int count() default 1;

    /** {@code NAME=value}, for every node. */
    String[] environment() default {};

    /** Seconds by which the wall clock of each node is ahead, or behind when negative; those that are not named are right. */
    int[] clocks() default {};

    /** Agents that the nodes get besides the built-in ones, from a library of the application. */
    Class<?>[] agents() default {};
}
