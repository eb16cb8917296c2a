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
 *   <li>A run that starts with its submit shall do so as by a claim: the same columns and events, a node with a live lease that
 *       was not asked to drain, a run that is due ({@code SubmitAndStartIT}). Nobody else can hold its row.
 *   <li>A write shall change a run only if (run, attempt, node) still hold and it is RUNNING, decided on the locked row. A
 *       row found changed is lost: {@code Written.Lost}, never tried again.
 *   <li>A write of a node whose lease has ended shall be lost too, though nobody recovered the run yet. Only a time-out may
 *       be told by another node than the holder.
 *   <li>A node shall be marked lost before its runs are recovered. Marking and renewing change the same row: whichever
 *       commits first decides, and a lease that ended is never renewed.
 *   <li>Recovery shall be bounded, pass over locked rows, and check again in the UPDATE that the holder is lost; a run that
 *       lost more nodes than allowed shall fail visibly.
 *   <li>An attempt that is given back before its agent left anything shall count in {@code run.given_back}, unless the node was
 *       shutting down or too busy; over {@code worker.max.recoveries} of them in a row the run shall fail visibly. What an agent
 *       leaves, an end and an explicit retry set the count back ({@code GiveBackIT}).
 *   <li>A transaction of a worker that stands idle shall be ended by the database after a third of the lease, or less when
 *       less of the lease is left, and so shall a statement of the journal that takes as long: a process that stalls
 *       between an UPDATE and its COMMIT never commits after its lease.
 *   <li>A run that parks to wait for another shall lock that one's row first: its end either is seen, or wakes the run.
 *   <li>Writes of a run shall go through one of the journal's lanes, always the same: they keep their order, and two lanes never
 *       lock the same run.
 *   <li>A write that met a locked row shall be tried again with the next batch; a batch waits for no row.
 *   <li>A write that was committed though its answer was lost shall be recognised by its iteration number and not be
 *       written twice.
 *   <li>A batch that fails shall be written item by item: a write that cannot be stored hurts only its own run.
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
