/**
 * The measurements of {@code make bench}: what the database can do at all (the floor), then what the server makes of it.
 *
 * <pre>
 *   database → for each measurement: its nodes, ready → empty tables → (fill, vacuum, checkpoint → floor or server)* → lines
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>Standard output shall carry {@code name value unit} lines and nothing else; progress and failures go to standard
 *       error. A failed measurement fails the bench, and the others are still made.
 *   <li>A floor shall write the same runs and events by plain set-based SQL to the leanest tables that can hold them, so that
 *       the price of the product's own indexes and triggers is part of each ratio. Floor and server take turns, and a line is
 *       the median of its turns.
 *   <li>Nodes shall be what {@code make start-agent} starts: the built WAR in processes of their own, with its options.
 *   <li>Commits shall be durable: the settings of the database are read back before anything is measured.
 *   <li>Every measurement shall check that the work it timed was done, and shall wait with a limit that says what did
 *       not happen.
 *   <li>Rates of work shall be taken by the database's clock from what the runs' own rows and events say.
 *   <li>A database that holds runs shall be refused: a measurement empties the tables.
 * </ul>
 *
 * <p>The launcher does not know this package, and none of it is in the WAR. Out of scope: more than one machine, and
 * judging the numbers, which docs/performance.md does.
 */
package io.agentrunner.bench;
