/**
 * Event streams (Server-Sent Events): clients see what happens to runs as it happens.
 *
 * <pre>
 *   commit ──RunsChanged──▶ StreamReader ──▶ RunWatches: the newest frames of each watched run ──┐
 *   every 100 ms ─────────▶                                                                      ▼
 *                           RunPages: pages of older events, for viewers that are behind ──▶ Connection ──▶ client
 * </pre>
 *
 * <p>The database is authoritative: a viewer holds the id of the last event that it sent, and no queue. Signals only say "look
 * again", so a lost one costs 100 ms.
 *
 * <p>Locks: a connection's own lock first, then the monitors of {@code RunWatches} and {@code RunPages}, which never take
 * another.
 *
 * <p>Protocol
 * <ul>
 *   <li>The stream of a run shall send each event after the client's cursor once, in order, from any node ({@code RunStreamIT},
 *       {@code StreamAcrossNodesIT}).
 *   <li>It shall end when the run has ended and all its events are sent. A client that has all of them gets 204 ({@code
 *       RunStreamIT}).
 *   <li>No write shall wait for a client. A client that takes nothing for 10 seconds while bytes wait is cut, and delays no
 *       other ({@code SleepingViewerIT}).
 *   <li>A node shall hold a bounded number of bytes for its viewers: 256 KiB of frames a run and 32 MiB in all, and as much in
 *       pages ({@code WindowTest}, {@code SleepingViewerIT}).
 *   <li>Without a viewer a node shall ask the database for nothing ({@code RunStreamIT}).
 *   <li>When a node stops, each of its streams shall end with {@code retry: 1000} before the worker gives its runs back ({@code
 *       StreamAcrossNodesIT}).
 * </ul>
 */
package io.agentrunner.stream;
