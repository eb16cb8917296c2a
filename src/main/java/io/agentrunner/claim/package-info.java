/**
 * Runs are claimed, released and recovered, and overdue runs fail. All statements are set-based.
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
 *   <li>A claim shall take only runs of the agents that it names, in the order of {@code priority}, then {@code
 *       run_at}, then {@code id} over all of these agents ({@code ClaimOrderIT}).
 *   <li>A claim that continues another one shall find only runs after that position. A node does this for at most 250
 *       ms, and only if nothing but a free slot requested the poll. It polls the whole queue before it waits ({@code
 *       ClaimOrderIT}).
 *   <li>A claim shall take one run, or as many as its limit of bytes allows. The others stay queued.
 *   <li>A run that lost {@code worker.max.recoveries} nodes in a row shall be claimed only by a node that holds no
 *       other run with {@code recoveries > 0}, and its node shall claim no such run meanwhile ({@code SuspectsIT}).
 *   <li>Only the function {@code starters} decides which node may start runs, and only the function {@code run_start} says
 *       what becomes of a run that starts. The claim and the submit use both ({@code ClaimsIT}, {@code SubmitAndStartIT}).
 *   <li>A node shall be marked lost before its runs are recovered. Marking and renewing change the same row, so the
 *       first commit decides, and a lease that ended is never renewed ({@code RecoveryIT}).
 *   <li>Recovery shall be bounded and skip locked rows. It shall lock first, and then check again that the holder is
 *       lost, in a statement whose snapshot is younger than the locks: a node that joined meanwhile may hold the run. A
 *       run that lost more nodes in a row than allowed shall fail visibly. A committed iteration resets this count
 *       ({@code RecoveryIT}).
 *   <li>An attempt that is given back before a commit of its agent shall count in {@code run.given_back}, unless the
 *       node was shutting down or too busy. After more than {@code worker.max.recoveries} of them in a row the run
 *       shall fail visibly. A commit of the agent, an end and an explicit retry reset the count ({@code GiveBackIT}).
 *   <li>The end of a run shall wake a bounded number of the runs that wait for it, without waiting for a row. It shall
 *       note the others in {@code missed_wake}, from which maintenance wakes them ({@code WaitsIT}).
 *   <li>Lock order: run rows by ascending id, then their events and checkpoints, which no session locks without the
 *       run.
 * </ul>
 *
 * <p>Release or recovery against a write of the same attempt: the first lock of the row wins. A later write finds
 * QUEUED or another attempt and is lost. A later recovery finds the run ended or skips it ({@code RacesIT}).
 */
package io.agentrunner.claim;
