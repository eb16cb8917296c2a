/**
 * The submit of runs: one or a batch, with a key, in groups, up to the limit of the queue.
 *
 * <pre>
 *   POST ──▶ Intake ──groups──▶ Submits ──one statement──▶ QUEUED, or RUNNING through a Door of this node
 *                                     after the commit: Door.started executes runs, RunSignal.Queued wakes nodes
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>A submit shall name an agent that this node or another live node has ({@code AgentsIT}).
 *   <li>A batch shall be stored whole or not at all. Its ids ascend in its order ({@code SubmitIT}).
 *   <li>A locked project shall not delay the submits of another one ({@code LockedRowsIT}, {@code SubmitGroupIT}).
 *   <li>A run that starts with its submit shall start as by a claim: with the same columns and events, on a node with a
 *       live lease and without a request to drain, and only if it is due ({@code SubmitAndStartIT}). No other session
 *       can hold its row.
 *   <li>The door shall be opened right before the insert, and closed after the transaction. If a door is closed without
 *       {@code started}, it is unknown what it started. The node then compares the runs that it holds with those that
 *       it executes ({@code SubmitDoorIT}, {@code UnansweredCommitIT}).
 *   <li>A key shall create its runs once. A request with the key of another one waits for it ({@code SubmitOnceIT}).
 * </ul>
 */
package io.agentrunner.submit;
