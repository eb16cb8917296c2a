package io.agentrunner.submit;

import io.agentrunner.inside.TestProjects;
import io.agentrunner.platform.json.RawJson;
import io.agentrunner.run.Retry;
import java.time.Instant;

/** Builds the request of a client. The default is a run of the agent {@code noop} in its own project. */
public final class Wanted {
    private Long project;
    private String goal = "a goal";
    private String name;
    private String agent = "noop";
    private RawJson options;
    private Instant runAt;
    private Integer maxAttempts;
    private Integer timeoutSeconds;
    private Retry retry;

    private Wanted() {}

    public static Wanted run() {
        return new Wanted();
    }

    public static Wanted run(String agent) {
        var wanted = new Wanted();
        wanted.agent = agent;
        return wanted;
    }

    public Wanted project(long id) {
        project = id;
        return this;
    }

    public Wanted goal(String text) {
        goal = text;
        return this;
    }

    public Wanted name(String text) {
        name = text;
        return this;
    }

    public Wanted options(RawJson object) {
        options = object;
        return this;
    }

    /** Null means at once. */
    public Wanted runAt(Instant time) {
        runAt = time;
        return this;
    }

    public Wanted maxAttempts(Integer most) {
        maxAttempts = most;
        return this;
    }

    public Wanted timeoutSeconds(Integer seconds) {
        timeoutSeconds = seconds;
        return this;
    }

    public Wanted retry(Retry waits) {
        retry = waits;
        return this;
    }

    public SubmitRun build() {
        return new SubmitRun(
                project == null ? TestProjects.create() : project,
                goal,
                name,
                null,
                agent,
                options,
                null,
                null,
                runAt,
                maxAttempts,
                timeoutSeconds,
                null,
                retry);
    }
}
