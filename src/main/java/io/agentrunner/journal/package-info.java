/**
 * The writes of running attempts, fenced, and for many runs in one transaction.
 *
 * <pre>
 *   RUNNING ──Complete──▶ COMPLETED
 *      │ ├──Fail, TimeOut, no attempts left──▶ FAILED
 *      │ └──pause requested──▶ PAUSED
 *      └──retry, wait──▶ QUEUED
 * </pre>
 *
 * <p>The row of a run is authoritative. Nothing in memory decides whether a write is allowed.
 *
 * <p>Protocol
 * <ul>
 *   <li>A write shall change a run only if (run, attempt, node) still match and it is RUNNING, checked on the locked
 *       row. Otherwise the write is lost ({@code Written.Lost}) and never tried again ({@code FenceIT}, {@code
 *       RacesIT}). A row that another session holds is tried again; a run that does not exist is lost.
 *   <li>A write of a node whose lease has ended shall be lost, too, even if no node has recovered the run yet. Only a
 *       time-out may be written by another node than the holder ({@code FenceIT}).
 *   <li>The database shall end a statement of the journal that takes as long as a stalled transaction may be idle
 *       ({@code JournalIT}).
 *   <li>A run that begins to wait for another one shall lock the other row first. So the other run's end is either seen
 *       or wakes this run. A wait for a missing run, or one that would close a circle, shall be refused with a
 *       sentence. Only one transaction at a time adds waits, so no two close a circle together ({@code WaitsIT}).
 *   <li>All writes of a run shall go through the same lane of the journal. So they keep their order, and two lanes
 *       never lock the same run.
 *   <li>A batch shall wait for no row and be bounded in writes and characters. A write that met a locked row stays back
 *       and is tried again after a delay that doubles up to half a second. It delays no other run and no time-out.
 *       Entries that stay back use at most a fifth of a batch while there are new ones ({@code JournalLaneTest}).
 *   <li>A write that was committed although its answer was lost shall be recognised by its iteration number and not be
 *       written twice ({@code FenceIT}).
 *   <li>A failed batch shall be written item by item, after a second try if the fault may be temporary. So a write that
 *       cannot be stored, or takes too long, affects only its own run. A write that failed alone shares no transaction
 *       any more ({@code JournalLaneTest}, {@code JournalIT}).
 *   <li>A committed iteration shall consume directives, and a failure or a time-out never does ({@code JournalIT}).
 *   <li>Completion and failure win over a request to pause. A request to pause wins over the next iteration ({@code
 *       RacesIT}).
 *   <li>Event numbers shall be taken from {@code run.last_event} under the row lock: 1..n, no gap, in commit order.
 *   <li>A write has parts: the run's row, events, checkpoint. Each part has its own statement for the whole batch ({@code
 *       WritePart}), and all are stored in the transaction of the lock ({@code AtomicityIT}).
 *   <li>Lock order: run rows by ascending id, then their events and checkpoints, which no session locks without the
 *       run.
 * </ul>
 *
 * <p>Stop against complete: the later one finds the row changed, or locked and then changed, and changes nothing. Pause
 * against complete: an earlier pause is only a request, so completion wins. A later pause finds a terminal run.
 */
package io.agentrunner.journal;
