/**
 * What workers do to runs: claim, write, release; all of it fenced and set-based.
 *
 * <pre>
 *   QUEUED ──claim──▶ RUNNING ──Complete──▶ COMPLETED
 *      ▲                 │ ├──Fail, TimeOut, no attempts left──▶ FAILED
 *      │                 │ └──pause requested──▶ PAUSED
 *      └─release, recovery, retry, wait─┘
 * </pre>
 *
 * <p>The row of a run is authoritative, and for leases the row of its node, by the database's clock; nothing in memory decides what may be written.
 *
 * <p>Protocol
 * <ul>
 *   <li>A claim shall take due QUEUED rows that no other session holds (SKIP LOCKED), at most its limit, and set RUNNING,
 *       attempt + 1, node and the RUN_STARTED event in one statement.
 *   <li>A claim shall take only runs of the agents that it names, in the order of {@code priority}, then {@code run_at}, then
 *       {@code id} over all of these agents ({@code ClaimOrderIT}).
 *   <li>A claim shall bring one run, or as many as are within its bound of bytes; what it leaves out stays queued.
 *   <li>A run that lost {@code worker.max.recoveries} nodes in a row shall be claimed by a node that holds no other run with
 *       {@code recoveries > 0}, and while it is held its node shall claim no such run ({@code SuspectsIT}).
 *   <li>A run that starts with its submit shall do so as by a claim: the same columns and events, a node with a live lease that
 *       was not asked to drain, a run that is due ({@code SubmitAndStartIT}). Nobody else can hold its row.
 *   <li>A write shall change a run only if (run, attempt, node) still hold and it is RUNNING, decided on the locked row. A
 *       row found changed is lost: {@code Written.Lost}, never tried again.
 *   <li>A write of a node whose lease has ended shall be lost too, though nobody recovered the run yet. Only a time-out may
 *       be told by another node than the holder.
 *   <li>A node shall be marked lost before its runs are recovered. Marking and renewing change the same row: whichever
 *       commits first decides, and a lease that ended is never renewed.
 *   <li>Recovery shall be bounded and pass over locked rows; it shall lock first, and check again that the holder is lost with
 *       a statement whose snapshot is younger than the locks: the run may have gone to a node that entered since. A run that
 *       lost more nodes in a row than allowed shall fail visibly; a committed iteration forgives ({@code RecoveryIT}).
 *   <li>An attempt that is given back before its agent left anything shall count in {@code run.given_back}, unless the node was
 *       shutting down or too busy; over {@code worker.max.recoveries} of them in a row the run shall fail visibly. What an agent
 *       leaves, an end and an explicit retry set the count back ({@code GiveBackIT}).
 *   <li>A transaction of a worker that stands idle shall be ended by the database after a third of the lease, or less when
 *       less of the lease is left, and so shall a statement of the journal that takes as long: a process that stalls
 *       between an UPDATE and its COMMIT never commits after its lease.
 *   <li>A run that parks to wait for another shall lock that one's row first: its end either is seen, or wakes the run. A wait
 *       for a run that there is not, or that would close a circle, shall be refused with a sentence; waits are added by one
 *       transaction at a time, so no two close a circle together ({@code WaitsIT}).
 *   <li>Whoever ends a run shall wake those that wait for it, a bounded number, and wait for no row. Those that it passes over
 *       it shall note in {@code missed_wake}, from which maintenance wakes them ({@code WaitsIT}).
 *   <li>Writes of a run shall go through one of the journal's lanes, always the same: they keep their order, and two lanes never
 *       lock the same run.
 *   <li>A batch shall wait for no row and be bounded in writes and characters. A write that met a locked row stays back and is
 *       tried again after a delay that doubles up to half a second; it holds up no other run and no time-out, and what stays
 *       back takes at most a fifth of a batch while there is anything new ({@code JournalLaneTest}).
 *   <li>A write that was committed though its answer was lost shall be recognised by its iteration number and not be
 *       written twice.
 *   <li>A batch that fails shall be written item by item, when the fault may pass after a second try: a write that cannot be
 *       stored, or takes too long, hurts only its own run. One that failed alone shares no transaction any more
 *       ({@code JournalLaneTest}, {@code JournalIT}).
 *   <li>A directive shall be consumed by the iteration that commits, never by a failure or a time-out ({@code JournalIT}).
 *   <li>Completion and failure win over a request to pause; a request to pause wins over the next iteration.
 *   <li>Event numbers shall be taken from {@code run.last_event} under the row lock: 1..n, no gap, in commit order.
 *   <li>Lock order: run rows by ascending id, then their events and checkpoints, which nobody locks without the run.
 * </ul>
 *
 * <p>Stop against complete: the later of the two finds the row changed, or locked and then changed; it changes nothing.
 * Pause against complete: a pause that commits first is only a request, and completion wins; one that comes later finds
 * a terminal run. Release or recovery against a write of the same attempt: whichever locks the row first wins; a write that
 * comes later finds QUEUED or another attempt and is lost, a recovery that comes later finds the run ended or skips it.
 */
package io.agentrunner.execution;
