package io.agentrunner.inside;

import java.util.UUID;

/** Makes projects for a test. */
public final class TestProjects {
    private TestProjects() {}

    /** Makes a project and returns its id. */
    public static long create() {
        return Sql.number("insert into project (name) values (?) returning id", "test " + UUID.randomUUID());
    }
}
