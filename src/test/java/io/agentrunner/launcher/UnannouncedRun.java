package io.agentrunner.launcher;

/** A run that is stored in the database by hand. It is due at once, and no signal reaches a node. */
public final class UnannouncedRun {
    private UnannouncedRun() {}

    /** Returns the statement that stores a run of an agent in project 1 and returns its id. */
    public static String of(String agent) {
        return """
                with added as (
                  insert into run (project_id, name, goal, run_type, agent, status, options, metadata, priority, max_attempts,
                                   timeout_seconds, last_event)
                  values (1, 'unannounced', 'wait for a tick', 'agent', '%s', 'QUEUED', '{}', '{}', 0, 3, 60, 1)
                  returning id, goal
                ), told as (
                  insert into event (run_id, id, type, payload, attempt) select id, 1, 'RUN_CREATED', goal, 0 from added
                )
                select id from added""".formatted(agent);
    }
}
