package io.agentrunner.platform.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The query parameters of a resource method. Any other parameter is refused with 400, and a method without this annotation
 * takes none: an unknown filter must not widen a result.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Takes {
    /** The names. {@code metadata.KEY} stands for {@code metadata.} or {@code metadata[…]} with any key. */
    String[] value();

    /** Returns whether a body replaces the parameters. If so, they are ignored when the request has a body. */
    boolean unlessBody() default false;
}
