/**
 * Connections to the database, and how many of them each kind of thread may use.
 *
 * <pre>
 *   heartbeat, claims, journal, maintenance, timers; a few AGENTS at once ──▶ jdbc/agentrunner
 *   requests: PROBES, READS, CHANGES, SUBMITS, SEARCHES, STREAMS ──places──▶ jdbc/agentrunner-requests
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>A request shall use the pool of requests, so requests never take a connection from the worker ({@code LockedRowsIT}).
 *   <li>A request shall enter its {@code Lane} before it gets a connection. The places of all lanes are fewer than the
 *       connections of the pool. A request that gets no place in time is answered with 503 and Retry-After ({@code LanesIT}).
 *   <li>Agents shall use a few of the worker's connections at once, so that the heartbeat always finds one ({@code LanesIT}).
 *   <li>A transaction shall use one pool. It keeps the lane of its first statement until it ends, even if its thread enters
 *       another lane ({@code LanesIT}). Two pools in one transaction would need a distributed commit.
 *   <li>A request shall wait at most one second for a lock ({@code lock_timeout} of the pool's sessions).
 * </ul>
 */
package io.agentrunner.platform.database;
