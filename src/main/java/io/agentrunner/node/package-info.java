/**
 * This process as a member of the cluster: its row, its lease and heartbeat, its health, and the requests to drain it. It knows no run.
 *
 * <p>Protocol
 * <ul>
 *   <li>A node is one start of one server process, with a fresh id. Its right to runs is {@code node.lease_until}, by the
 *       database's clock.
 *   <li>A lease that ended here shall never come back. {@code Membership} compares and changes its times under one lock. Renew
 *       against end: an answer that comes before the end extends the lease. A later one changes nothing, though the row of the
 *       node was renewed ({@code MembershipTest}, {@code LateAnswerIT}).
 *   <li>A process that becomes a new node shall mark the row of the old one lost by the same statement. The statement holds the
 *       lock of the old row. Drain against rejoin: a request that commits first is taken over; a later one finds the node lost
 *       and gets 404. Renew against rejoin: a renewal that commits first does not keep the node alive; a later one changes
 *       nothing. Mark lost against rejoin: the first mark stays; a search for lost nodes skips a row that is being marked
 *       ({@code RejoinIT}).
 *   <li>Shutdown against a lease that ends: a process that shuts down becomes no new node ({@code MembershipTest}).
 *   <li>A renewal shall wait for nothing but the node's row: the work that it triggers runs on other threads ({@code RenewalIT}).
 *   <li>{@code Membership.notClaiming} is the only place that says why this node claims no runs: the claim loop, readiness, {@code
 *       /worker/status} and the bus read it ({@code MembershipTest}).
 *   <li>A request to drain shall hold for its process: a process that lost its lease takes the request to the node that it
 *       becomes. A restart ends it ({@code DrainingTest}, {@code RejoinIT}).
 *   <li>While a node drains, its {@code in_flight} is counted from the runs' rows.
 *   <li>A transaction of a worker that stands idle shall be ended by the database after a third of the lease, or less when less
 *       of the lease is left: a process that stalls between an UPDATE and its COMMIT never commits after its lease ({@code
 *       StallGuard}, {@code StopBeforeCommitIT}).
 * </ul>
 */
package io.agentrunner.node;
