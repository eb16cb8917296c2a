/**
 * Runs come in: one, a batch, with a key, in groups, up to the limit of the queue.
 *
 * <pre>
 *   POST ──▶ Intake ──groups──▶ Submits ──one statement──▶ QUEUED, or RUNNING through a Door of this node
 *                                     after the commit: Door.started executes, RunSignal.Queued wakes
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>A submit shall name an agent that this node or another live node has ({@code AgentsIT}).
 *   <li>A batch shall be stored whole or not at all; its ids come in its order ({@code SubmitIT}).
 *   <li>A locked project shall hold up the submits of no other ({@code LockedRowsIT}, {@code SubmitGroupIT}).
 *   <li>A run that starts with its submit shall do so as by a claim: the same columns and events, a node with a live lease that
 *       was not asked to drain, a run that is due ({@code SubmitAndStartIT}). Nobody else can hold its row.
 *   <li>The door shall be asked right before the insert, and closed when the transaction has ended. A door that is closed without
 *       {@code started} leaves in doubt what it started: the node compares what it holds with what it executes ({@code
 *       SubmitDoorIT}, {@code UnansweredCommitIT}).
 *   <li>A key shall make its runs once. A request with the key of another one waits for it ({@code SubmitOnceIT}).
 * </ul>
 */
package io.agentrunner.submit;
