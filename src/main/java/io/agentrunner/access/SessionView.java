package io.agentrunner.access;

import java.util.List;

/**
 * The identity of the caller.
 *
 * @param access {@code open} or {@code required}
 * @param name null if nobody signed in
 * @param projects the only projects of the caller; null: all
 * @param login the path of the identity provider's login, relative to the application; null if there is none
 */
public record SessionView(String access, String name, Role role, List<Long> projects, String login) {}
