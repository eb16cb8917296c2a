/**
 * The metrics that Prometheus scrapes: one registry per server, filled by the features.
 *
 * <p>Protocol
 * <ul>
 *   <li>An occurrence shall be counted once in the cluster, by the node that caused it, and only after its transaction has
 *       committed. The sum over the nodes is the cluster's value.
 *   <li>A gauge of the cluster's state has the same value on each node, and its HELP shall state that: use the maximum, not
 *       the sum.
 *   <li>No id of a run, a node or a project shall be a label: the number of series does not grow with use.
 *   <li>A scrape shall not query the database, so it works during an outage of the database.
 * </ul>
 */
package io.agentrunner.platform.metrics;
