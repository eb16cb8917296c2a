/**
 * The append-only log of each run, partitioned by range of run id.
 *
 * <p>Protocol
 * <ul>
 *   <li>Events of a run are 1..n in commit order: whoever appends holds the run's row lock and took the number from
 *       {@code run.last_event}, so a reader that asks for what follows its cursor misses none and sees none twice.
 *   <li>An event shall be committed with the status that it tells, never changed and never removed alone.
 *   <li>Partitions shall be made ahead of need; a write that finds none shall make it and be tried again.
 * </ul>
 */
package io.agentrunner.event;
