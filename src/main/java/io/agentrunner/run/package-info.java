/**
 * Runs as clients see them: read, list, pause, resume, stop, retry, directives, counters, retention.
 *
 * <pre>
 *   submit ─▶ QUEUED ⇄ PAUSED          QUEUED, RUNNING, PAUSED ─stop─▶ STOPPED
 *             QUEUED ⇄ RUNNING         FAILED, STOPPED ─retry─▶ QUEUED
 *                                      QUEUED, PAUSED ─deadline passes─▶ FAILED
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>What an operator does shall lock the run's row, check the table of transitions on {@code RunStatus}, and commit the
 *       status together with the event that tells it.
 *   <li>A request shall wait for a locked row one second at most; then it is answered with 503 and nothing was changed. ({@code LockedRowsIT}).
 *   <li>Repeating what already holds shall change nothing and write no event.
 *   <li>The table of transitions is {@code RunStatus}; lists of statuses in SQL and the steps that {@code make verify} accepts shall
 *       say the same ({@code RunStatusTest}, {@code RunStatusInSqlTest}, {@code VerifyStepsTest}).
 *   <li>"A run ended" shall be said once, by {@code RunsEnded}, after the commit, whoever ended the run ({@code RunsEndedIT}).
 *   <li>An explicit retry shall give the run both budgets anew, that of failures and that of lost nodes.
 *   <li>Signals to the worker shall leave only after the commit and carry no state, so one that is lost costs time only.
 *   <li>A page shall end before 8 MiB and say where it goes on; sizes are decided by the database, which knows the length of a
 *       long value without reading it ({@code PagesIT}).
 *   <li>Counters shall be exact: statement triggers record every difference in the transaction that makes it. Of queued runs
 *       those that are due later are counted apart, to the second ({@code CountersIT}).
 *   <li>A run is due at the later of its creation and its {@code run_at}. One that comes back to the queue by release or recovery
 *       waits since then and keeps its place; one that is resumed or retried goes behind what is due.
 *   <li>Retention shall remove only terminal runs that ended before its cutoff, each with all of its events, its checkpoint
 *       and its idempotency key in one transaction; whether a run is that is asked under its row's lock, so a retry comes
 *       either before, and the run stays, or after, and is told that there is no such run.
 * </ul>
 */
package io.agentrunner.run;
