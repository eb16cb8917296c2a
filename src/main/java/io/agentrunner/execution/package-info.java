/**
 * What workers do to runs: claim, write, release; all of it fenced and set-based.
 *
 * <pre>
 *   QUEUED ──claim──▶ RUNNING ──Complete──▶ COMPLETED
 *      ▲                 │ ├────Fail──────▶ FAILED
 *      └────release──────┘ └─Continue, pause requested─▶ PAUSED
 * </pre>
 *
 * <p>The row of a run is authoritative; nothing in memory decides what may be written.
 *
 * <p>Protocol
 * <ul>
 *   <li>A claim shall take due QUEUED rows that no other session holds (SKIP LOCKED), at most its limit, and set RUNNING,
 *       attempt + 1, node and the RUN_STARTED event in one statement.
 *   <li>A write shall change a run only if (run, attempt, node) still hold and it is RUNNING, decided on the locked row. A
 *       row found changed is lost: {@code Written.Lost}, never tried again.
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
 * a terminal run. Release against a write of the same attempt: the write finds QUEUED or another attempt and is lost.
 */
package io.agentrunner.execution;
