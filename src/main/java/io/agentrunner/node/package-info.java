/**
 * This process as a member of the cluster: its row, its lease and heartbeat, its health, and the requests to drain it. This
 * package knows no runs.
 *
 * <p>Protocol
 * <ul>
 *   <li>A node is one start of one server process, with a fresh id. Its right to runs is {@code node.lease_until}, by the
 *       database's clock.
 *   <li>A lease that ended here shall never come back. {@code Membership} compares and changes its times under one lock.
 *       Renew against end: an answer before the end extends the lease. A later answer changes nothing, although the row of
 *       the node was renewed ({@code MembershipTest}, {@code LateAnswerIT}).
 *   <li>A process that becomes a new node shall mark the row of the old one as lost in the same statement. The statement
 *       holds the lock of the old row. Drain against rejoin: an earlier request is taken over, and a later one finds the
 *       node lost and gets 404. Renew against rejoin: an earlier renewal does not keep the node alive, and a later one
 *       changes nothing. Mark lost against rejoin: the first mark stays; a search for lost nodes skips a row that is being
 *       marked ({@code RejoinIT}).
 *   <li>Shutdown against a lease that ends: a process that shuts down becomes no new node ({@code MembershipTest}).
 *   <li>A renewal shall wait only for the node's row. The work that follows it runs on other threads ({@code RenewalIT}).
 *   <li>{@code Membership.notClaiming} is the only place that decides why this node claims no runs. The claim loop,
 *       readiness, {@code /worker/status} and the bus read it ({@code MembershipTest}).
 *   <li>A request to drain shall hold for its process: a process that lost its lease takes the request to the node that it
 *       becomes. A restart ends it ({@code DrainingTest}, {@code RejoinIT}).
 *   <li>While a node drains, its {@code in_flight} is counted from the runs' rows.
 *   <li>The database shall end an idle transaction of a worker after a third of the lease, or earlier if less of the lease
 *       is left. So a process that stalls between an UPDATE and its COMMIT never commits after its lease ({@code
 *       StallGuard}, {@code StopBeforeCommitIT}).
 * </ul>
 */
package io.agentrunner.node;
