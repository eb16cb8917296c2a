/**
 * The append-only log of each run, partitioned by range of run id.
 *
 * <p>Protocol
 * <ul>
 *   <li>Events of a run are 1..n in commit order. A writer holds the run's row lock and takes the number from {@code
 *       run.last_event}, so a reader with a cursor misses no event and sees none twice.
 *   <li>An event shall be committed together with the change that it reports, never changed, and never deleted without its
 *       run.
 *   <li>Partitions shall be made ahead of need. A write that finds no partition shall make it and be tried again.
 * </ul>
 */
package io.agentrunner.event;
