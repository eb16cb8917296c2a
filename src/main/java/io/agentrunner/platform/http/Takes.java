package io.agentrunner.platform.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The query parameters that a resource method knows. Any other is refused with 400, and so is every one at a method without
 * this annotation: a filter that is not understood must not widen a result.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Takes {
    /** Their names; {@code metadata.KEY} stands for {@code metadata.} or {@code metadata[…]} with any key. */
    String[] value();

    /** Returns whether a body replaces them: they are ignored when there is one. */
    boolean unlessBody() default false;
}
