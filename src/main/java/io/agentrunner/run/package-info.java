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
 *   <li>An operator's action shall lock the run's row, check the table of transitions in {@code RunStatus}, and commit
 *       the status together with its event.
 *   <li>A request shall wait at most one second for a locked row. Then it gets 503, and nothing was changed ({@code
 *       LockedRowsIT}).
 *   <li>An action that already took effect shall change nothing and write no event.
 *   <li>The table of transitions is {@code RunStatus}. Lists of statuses in SQL and the steps that {@code make verify}
 *       accepts shall agree with it ({@code RunStatusTest}, {@code RunStatusInSqlTest}, {@code VerifyStepsTest}).
 *   <li>The end of a run shall be announced once, by {@code RunsEnded}, after the commit, for every cause of the end
 *       ({@code RunsEndedIT}).
 *   <li>An explicit retry shall reset both budgets of the run, for failures and for lost nodes.
 *   <li>Signals to the worker shall be sent only after the commit and carry no state, so a lost one only costs time.
 *   <li>A page shall end before 8 MiB and link to the next one. The database computes the sizes, since it knows the
 *       length of a long value without reading it ({@code PagesIT}).
 *   <li>Counters shall be exact: statement triggers record every difference in the transaction that makes it. Queued
 *       runs that are due later are counted separately, to the second ({@code CountersIT}).
 *   <li>A run is due at the later of its creation and its {@code run_at}. After a release or a recovery it keeps its
 *       place in the queue. After a resume or a retry it goes behind the due runs.
 *   <li>Retention shall delete only terminal runs that ended before its cutoff, each with all of its events, its
 *       checkpoint and its idempotency key in one transaction. The condition is checked again under the row lock. A
 *       retry that commits first keeps the run, and a later one gets 404.
 * </ul>
 */
package io.agentrunner.run;
