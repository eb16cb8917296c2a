/**
 * The contract of agents: one small interface that knows nothing of claiming or storing.
 *
 * <p>Protocol
 * <ul>
 *   <li>An iteration is done when {@code RunContext.commit} returns; an agent shall do the work first and commit what it
 *       left behind, because a later attempt goes on after the last committed iteration.
 *   <li>Work since then may be done again: what must not happen twice outside carries the iteration's idempotency key.
 *   <li>An {@code AttemptOverException} shall be let pass; nothing is written for an attempt that is over. It is an error, not
 *       an exception, and each further call of {@code RunContext} throws it again ({@code OwnFaultsIT}).
 *   <li>U+0000 and halves of surrogate pairs in an agent's text (payloads, checkpoints, results, messages of exceptions) shall
 *       become U+FFFD: PostgreSQL stores neither ({@code StorableTextTest}, {@code OwnFaultsIT}).
 *   <li>An event's payload shall have at most 1 MiB, a checkpoint and a result at most 8 MiB in UTF-8, and JSON shall be read
 *       again before it is stored; otherwise the run fails with a sentence and nothing of that iteration is written ({@code
 *       StoredJsonTest}, {@code OwnFaultsIT}).
 *   <li>An agent that ignores its interruption goes on outside; nothing that it writes by {@code RunContext} shall land in the
 *       database ({@code LingeringIT}).
 *   <li>Directives that an agent read shall be consumed by its next commit; until then the next attempt gets them again.
 * </ul>
 */
package io.agentrunner.agent;
