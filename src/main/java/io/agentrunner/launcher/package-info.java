/**
 * The local start: an embedded or a given PostgreSQL, one or more nodes on Payara Micro or one Payara Server, and one
 * readable log.
 *
 * <pre>
 *   lock the data folder → end processes of a killed start → check the ports → database → nodes → all ready: one line
 *   signal, all nodes lost or database lost → nodes (SIGTERM, grace, SIGKILL) → database → unlock
 *   Payara Server: domain made once → start-domain → files of server-config, once → WAR, when it changed → ready
 *                  signal → stop-domain, grace, SIGKILL
 * </pre>
 *
 * <p>The database shall outlive the nodes, also when a terminal sends Ctrl+C to every process at once. A failed start shall
 * print its reason in one line and leave nothing running. A node that dies shall not stop the others. A lock of the
 * operating system holds a data folder, not a file that somebody has to delete. A server is ready if {@code /health/ready}
 * returns 200, and by nothing else.
 *
 * <p>A signal ends a Payara Server without stopping its applications, so it shall ignore signals and be stopped by {@code
 * stop-domain}. An operator's changes in its domain shall outlive a stop.
 *
 * <p>{@link io.agentrunner.launcher.EmbeddedDatabase} and {@link io.agentrunner.launcher.NodeProcess} also serve the system
 * tests. No part of this package is in the WAR. It uses two other packages: {@code settings}, to check settings before
 * anything starts, and {@code server}. Out of scope: restarting a node that died, more than one machine.
 */
package io.agentrunner.launcher;
