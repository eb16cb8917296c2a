/**
 * The contract of agents: one small interface that knows nothing of claiming or storing.
 *
 * <p>Protocol
 * <ul>
 *   <li>An iteration is done when {@code RunContext.commit} returns. An agent shall do the work first and then commit its
 *       result, since a later attempt continues after the last committed iteration.
 *   <li>Work since the last commit may be repeated. A call that must not take effect twice carries the idempotency key of
 *       the iteration.
 *   <li>An agent shall not catch {@code AttemptOverException}. Nothing is stored for an attempt that is over. It is an
 *       error, not an exception, and each further call of {@code RunContext} throws it again ({@code OwnFaultsIT}).
 *   <li>U+0000 and halves of surrogate pairs in an agent's text (payloads, checkpoints, results, messages of exceptions) shall
 *       become U+FFFD: PostgreSQL stores neither ({@code StorableTextTest}, {@code OwnFaultsIT}).
 *   <li>An event's payload shall have at most 1 MiB, a checkpoint and a result at most 8 MiB in UTF-8. JSON shall be parsed
 *       again before it is stored. If this fails, the run fails with a sentence that gives the reason, and nothing of that
 *       iteration is stored ({@code StoredJsonTest}, {@code OwnFaultsIT}).
 *   <li>An agent that ignores its interruption keeps running, but {@code RunContext} shall store nothing for it ({@code
 *       LingeringIT}).
 *   <li>The next commit of an agent shall consume the directives that it read. Until then another attempt gets them again.
 * </ul>
 */
package io.agentrunner.agent;
