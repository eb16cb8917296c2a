package io.agentrunner.inside;

import java.util.UUID;

/** Projects of the test's own. */
public final class TestProjects {
    private TestProjects() {}

    /** A new project; its id. */
    public static long create() {
        return Sql.number("insert into project (name) values (?) returning id", "test " + UUID.randomUUID());
    }
}
