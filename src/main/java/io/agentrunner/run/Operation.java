package io.agentrunner.run;

/**
 * An action on many runs that is under way, its row locked.
 *
 * @param filter JSON text; null if its runs are named by ids
 * @param before runs with this id and greater ones are done
 */
record Operation(long id, String action, String filter, String actor, long before) {}
