/**
 * Agents: what does the work of a run, behind one small interface that knows nothing of claiming or storing.
 *
 * <p>Protocol
 * <ul>
 *   <li>An iteration is done when {@code RunContext.commit} returns; an agent shall do the work first and commit what it
 *       left behind, because a later attempt goes on after the last committed iteration.
 *   <li>Work since then may be done again: what must not happen twice outside carries the iteration's idempotency key.
 *   <li>An {@code AttemptOverException} shall be let pass; nothing is written for an attempt that is over.
 *   <li>Directives that an agent read shall be consumed by its next commit; until then the next attempt gets them again.
 * </ul>
 */
package io.agentrunner.agent;
