/**
 * The measurements of {@code make bench}: the best rate of the database (the floor), and the rate of the server.
 *
 * <pre>
 *   database → for each measurement: its nodes, ready → empty tables → (fill, vacuum, checkpoint → floor or server)* → lines
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>Standard output shall carry {@code name value unit} lines and nothing else; progress and failures go to
 *       standard error. A failed measurement fails the bench, but the others are still made.
 *   <li>A floor shall write the same runs and events by plain set-based SQL to the leanest tables that can hold them,
 *       so that the price of the product's own indexes and triggers is part of each ratio. Floor and server take turns,
 *       and a line is the median of its turns.
 *   <li>Nodes shall be like those of {@code make start-agent}: separate processes with the built WAR and the same
 *       options.
 *   <li>Commits shall be durable. The settings of the database are read back before anything is measured.
 *   <li>Every measurement shall check that the measured work was done. Each wait shall have a limit whose message names
 *       the missing condition.
 *   <li>Rates of work shall come from the rows and events of the runs, by the database's clock.
 *   <li>A database with runs shall be refused, since a measurement empties the tables.
 * </ul>
 *
 * <p>The launcher does not use this package, and none of it is in the WAR. Out of scope: more than one machine, and a
 * judgement of the numbers, for which see docs/performance.md.
 */
package io.agentrunner.bench;
