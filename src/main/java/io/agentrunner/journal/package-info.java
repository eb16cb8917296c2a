/**
 * Running attempts write through this package: fenced, and many runs in one transaction.
 *
 * <pre>
 *   RUNNING ──Complete──▶ COMPLETED
 *      │ ├──Fail, TimeOut, no attempts left──▶ FAILED
 *      │ └──pause requested──▶ PAUSED
 *      └──retry, wait──▶ QUEUED
 * </pre>
 *
 * <p>The row of a run is authoritative; nothing in memory decides what may be written.
 *
 * <p>Protocol
 * <ul>
 *   <li>A write shall change a run only if (run, attempt, node) still hold and it is RUNNING, decided on the locked row. A
 *       row found changed is lost: {@code Written.Lost}, never tried again ({@code FenceIT}, {@code RacesIT}).
 *   <li>A write of a node whose lease has ended shall be lost too, though nobody recovered the run yet. Only a time-out may
 *       be written by another node than the holder ({@code FenceIT}).
 *   <li>A statement of the journal that takes as long as a stalled transaction may stand idle shall be ended by the database
 *       ({@code JournalIT}).
 *   <li>A run that parks to wait for another shall lock that one's row first: its end either is seen, or wakes the run.
 * A wait       for a run that there is not, or that would close a circle, shall be refused with a sentence; waits are
 * added by one       transaction at a time, so no two close a circle together ({@code WaitsIT}).
 *   <li>Writes of a run shall go through one of the journal's lanes, always the same: they keep their order, and two
 * lanes never       lock the same run.
 *   <li>A batch shall wait for no row and be bounded in writes and characters. A write that met a locked row stays back
 * and is       tried again after a delay that doubles up to half a second; it holds up no other run and no time-out,
 * and what stays       back takes at most a fifth of a batch while there is anything new ({@code JournalLaneTest}).
 *   <li>A write that was committed though its answer was lost shall be recognised by its iteration number and not be
 *       written twice ({@code FenceIT}).
 *   <li>A batch that fails shall be written item by item, when the fault may pass after a second try: a write that cannot be
 *       stored, or takes too long, hurts only its own run. One that failed alone shares no transaction any more
 *       ({@code JournalLaneTest}, {@code JournalIT}).
 *   <li>A directive shall be consumed by the iteration that commits, never by a failure or a time-out ({@code JournalIT}).
 *   <li>Completion and failure win over a request to pause; a request to pause wins over the next iteration
 * ({@code RacesIT}).
 *   <li>Event numbers shall be taken from {@code run.last_event} under the row lock: 1..n, no gap, in commit order.
 *   <li>Lock order: run rows by ascending id, then their events and checkpoints, which nobody locks without the run.
 * </ul>
 *
 * <p>Stop against complete: the later of the two finds the row changed, or locked and then changed; it changes nothing.
 * Pause against complete: a pause that commits first is only a request, and completion wins; one that comes later finds
 * a terminal run.
 */
package io.agentrunner.journal;
