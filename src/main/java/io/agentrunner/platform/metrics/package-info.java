/**
 * The metrics that Prometheus scrapes: one registry a server, filled by the features.
 *
 * <p>Protocol
 * <ul>
 *   <li>A fact shall be counted once in the cluster, by the node that caused it, and only after its transaction committed:
 *       the sum over the nodes is the cluster's.
 *   <li>A gauge that tells the cluster's state has the same value on each node and shall say so in its HELP: take the
 *       maximum, not the sum.
 *   <li>No id of a run, a node or a project shall be a label: the number of series does not grow with use.
 *   <li>A scrape shall not ask the database: it answers while that one does not.
 * </ul>
 */
package io.agentrunner.platform.metrics;
