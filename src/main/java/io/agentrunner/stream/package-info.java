/**
 * Event streams (Server-Sent Events): clients see what happens to runs as it happens.
 *
 * <pre>
 *   commit ──RunsChanged──▶ StreamReader ──▶ RunWatches: the newest frames of each watched run ──┐
 *   every 100 ms ─────────▶      │           RunPages: pages of older events, for viewers behind ─┼─▶ Connection ─▶ client
 *                                └─────────▶ FeedHub: batches of changed runs, for dashboards ────┘
 * </pre>
 *
 * <p>The database is authoritative. A viewer of a run holds the id of the last event that it sent, and no queue. A dashboard holds
 * a snapshot of the database: new is what that snapshot did not see. Signals only say "look again", so a lost one costs 100 ms.
 *
 * <p>Locks: a connection's own lock first, then the monitor of {@code RunWatches}, {@code RunPages} or {@code FeedHub}; in {@code
 * FeedHub} also that of {@code StreamReader}. No thread pushes to a connection while it holds a monitor.
 *
 * <p>Protocol
 * <ul>
 *   <li>The stream of a run shall send each event after the client's cursor once, in order, from any node ({@code RunStreamIT},
 *       {@code StreamAcrossNodesIT}).
 *   <li>It shall end when the run has ended and all its events are sent. A client that has all of them gets 204 ({@code
 *       RunStreamIT}).
 *   <li>The feed shall miss no commit, bring none twice and wait for no open transaction ({@code FeedIT}).
 *   <li>A dashboard shall get the newest state of each run that changed, or be told to read its page again, also after it was
 *       disconnected ({@code DashboardStreamIT}).
 *   <li>No write shall wait for a client. A client that takes nothing for 10 seconds while bytes wait is cut, and delays no
 *       other ({@code SleepingViewerIT}).
 *   <li>A node shall hold a bounded number of bytes for its viewers: 256 KiB of frames a run and 32 MiB in all, as much in
 *       pages, and 16 MiB of batches ({@code WindowTest}).
 *   <li>Without a viewer a node shall ask the database for nothing. With viewers it asks for the feed, and for the runs that
 *       changed.
 *   <li>When a node stops, each of its streams shall end with {@code retry: 1000} before the worker gives its runs back ({@code
 *       StreamAcrossNodesIT}).
 * </ul>
 */
package io.agentrunner.stream;
