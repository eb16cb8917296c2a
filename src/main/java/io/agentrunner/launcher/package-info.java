/**
 * The local start: an embedded PostgreSQL or one of the user's, one or more nodes on Payara Micro or one Payara Server, one
 * readable log.
 *
 * <pre>
 *   lock the data folder → end what a killed start left → check the ports → database → nodes → all ready: one line
 *   signal, all nodes lost or database lost → nodes (SIGTERM, grace, SIGKILL) → database → unlock
 *   Payara Server: domain made once → start-domain → files of server-config, once → WAR, when it changed → ready
 *                  signal → stop-domain, grace, SIGKILL
 * </pre>
 *
 * <p>The database shall outlive the nodes, also when a terminal sends Ctrl+C to every process at once; a start that fails
 * shall say why in one line and leave nothing running; a node that dies shall not take the others with it. What holds a
 * data folder is a lock of the operating system, not a file that somebody has to delete. Ready is what {@code
 * /health/ready} says, nothing else.
 *
 * <p>A Payara Server dies of a signal without stopping its applications: it shall hear none, and be stopped by {@code
 * stop-domain}. What an operator changes in its domain shall outlive a stop.
 *
 * <p>{@link io.agentrunner.launcher.EmbeddedDatabase} and {@link io.agentrunner.launcher.NodeProcess} serve the system
 * tests too. No part of this is in the WAR, and it uses no package of ours but
 * {@code settings}, to check them before anything starts, and {@code server}. Out of scope: restarting a node that
 * died, more than one machine.
 */
package io.agentrunner.launcher;
