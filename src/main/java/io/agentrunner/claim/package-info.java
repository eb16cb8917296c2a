/**
 * Runs are taken and given back: queued ones, those of lost nodes, overdue ones. All of it is set-based.
 *
 * <pre>
 *   QUEUED ──claim──▶ RUNNING ──release, give back, recovery──▶ QUEUED, or FAILED when its budget is used up
 *   QUEUED, PAUSED ──deadline passes──▶ FAILED
 * </pre>
 *
 * <p>The row of a run is authoritative, and for leases the row of its node, by the database's clock.
 *
 * <p>Protocol
 * <ul>
 *   <li>A claim shall take due QUEUED rows that no other session holds (SKIP LOCKED), at most its limit, and set RUNNING,
 *       attempt + 1, node and the RUN_STARTED event in one statement ({@code ClaimsIT}).
 *   <li>A claim shall take only runs of the agents that it names, in the order of {@code priority}, then {@code run_at}, then
 *       {@code id} over all of these agents ({@code ClaimOrderIT}).
 *   <li>A claim that goes on where another left off shall find only what comes after that place. A node goes on like this for
 *       at most 250 ms, only when nothing but a free slot asked for the look, and looks at the whole queue before it waits
 *       ({@code ClaimOrderIT}).
 *   <li>A claim shall bring one run, or as many as are within its bound of bytes; what it leaves out stays queued.
 *   <li>A run that lost {@code worker.max.recoveries} nodes in a row shall be claimed by a node that holds no other run with
 *       {@code recoveries > 0}, and while it is held its node shall claim no such run ({@code SuspectsIT}).
 *   <li>Which node may start runs is said once, by the function {@code starters}; the claim and the submit use it ({@code
 *       ClaimsIT}, {@code SubmitAndStartIT}).
 *   <li>A node shall be marked lost before its runs are recovered. Marking and renewing change the same row: whichever
 *       commits first decides, and a lease that ended is never renewed ({@code RecoveryIT}).
 *   <li>Recovery shall be bounded and skip locked rows. It shall lock first, and check again that the holder is lost with
 *       a statement whose snapshot is younger than the locks: the run may have gone to a node that entered since. A run that
 *       lost more nodes in a row than allowed shall fail visibly; a committed iteration forgives ({@code RecoveryIT}).
 *   <li>An attempt that is given back before its agent left anything shall count in {@code run.given_back}, unless the node was
 *       shutting down or too busy; over {@code worker.max.recoveries} of them in a row the run shall fail visibly. What an agent
 *       leaves, an end and an explicit retry set the count back ({@code GiveBackIT}).
 *   <li>The end of a run shall wake those that wait for it, a bounded number, and wait for no row. Those that it skips it shall
 *       note in {@code missed_wake}, from which maintenance wakes them ({@code WaitsIT}).
 *   <li>Lock order: run rows by ascending id, then their events and checkpoints, which nobody locks without the run.
 * </ul>
 *
 * <p>Release or recovery against a write of the same attempt: whichever locks the row first wins. A write that comes later
 * finds QUEUED or another attempt and is lost; a recovery that comes later finds the run ended or skips it ({@code RacesIT}).
 */
package io.agentrunner.claim;
