/**
 * The claim loop of a node and the attempts that it executes.
 *
 * <pre>
 *   tick, submit, free slot ──wake──▶ ClaimLoop ──claim──▶ RunExecutor ──▶ Attempt on a virtual thread ──▶ Journal
 *   node.Heartbeat ──▶ NodeWork         Watch ──lease or time over──▶ Attempt
 *   RunSignals ──stop, directive──▶ Attempt, or signal.Signals ──NOTIFY──▶ the node that executes
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>A node shall give its agents up before its lease can have ended: it counts from before the renewal was sent, on the
 *       monotonic clock, less a tenth, on a thread that asks no database. Then it comes back as a new node.
 *   <li>A process whose lease ended shall give all attempts up and give their threads a tenth of the lease to end before it becomes
 *       a new node: its runs are recovered at once ({@code RejoinIT}).
 *   <li>A process that shuts down while its lease ends gives its attempts up and releases their runs as the node that it was,
 *       unless they were recovered before ({@code MembershipTest}).
 *   <li>A renewal shall wait for nothing but the node's row: maintenance, the comparison of held runs and the reading of
 *       settings have threads of their own ({@code OnDemand}).
 *   <li>A claim that was under way when the lease ended shall not be executed: either the start or the watch sees it.
 *   <li>No run shall stay RUNNING on a live node that does not execute it. {@code Comparison} looks at both at each heartbeat. An
 *       attempt that is executed and not held is given up. One that is held and not executed at two comparisons in a row, the same
 *       attempt of the same run, is given back, fenced by (run, attempt, node), with the reason in RUN_RELEASED. That is done
 *       under the lock of those who claim, so a claim whose answer is on the way is not touched; an attempt that ended meanwhile
 *       is not held any more ({@code ComparisonIT}).
 *   <li>After a claim that was not answered each look of the next ten seconds asks for a comparison, so what was committed all the
 *       same is claimed again within two looks ({@code UnansweredCommitIT}); the heartbeats' comparisons find a later commit ({@code HeldBackCommitIT}).
 *   <li>A stop names the newest attempt that it ends, so one that comes late does not end an attempt that followed a retry
 *       ({@code LateSignalsIT}).
 *   <li>Every attempt shall stay reachable until its thread has ended. One that a later attempt of its run replaces is given up
 *       first ({@code RunningTest}).
 *   <li>What a run has stored shall be read on its attempt's own thread, and each attempt be started by itself: a fault of one
 *       run fails that run alone ({@code OwnFaultsIT}).
 *   <li>The time-out of an attempt shall count from its begin. An attempt that has not begun within 5 s of its claim shall be
 *       released, without a failure; while attempts wait for a processor the node claims nothing ({@code CarriersIT}). Other
 *       nodes allow for that before they time an attempt out.
 *   <li>Of CPU-bound agents a node shall claim only as many runs as it has places for in {@code worker.cpu.concurrency}, and a
 *       submit shall start none: what is claimed begins ({@code CpuBoundIT}).
 *   <li>A time-out shall be written first and interrupt the agent then. An agent that ignores its interruption shall keep its
 *       slot, up to {@code worker.linger.slots}, be named in the log and counted, and no later attempt of its run shall begin
 *       on this node before it has ended ({@code LingeringIT}).
 *   <li>Signals shall carry no state but the attempt that a stop ends: one that is lost costs at most a check interval or a
 *       heartbeat.
 *   <li>A submit that finds the node free shall start its runs by the statement that stores them ({@code PromptStartIT}). Whoever
 *       claims for a node, or offers it to a submit, holds one lock until that is committed and the runs are known here; a submit
 *       does not wait for it and does not take it ahead of a look that does. So a submit that is kept waiting, for a place
 *       or a project's row that somebody locked, keeps the looks of its node waiting as long: at most three seconds. Then no
 *       submit is offered this node for the next five ({@code LockedRowsIT}).
 *       A transaction that fails starts nothing, and what was committed all the same is given back like any other such claim.
 *   <li>An attempt shall keep its slot until its end is committed, so that claims never outrun the journal ({@code HandOverIT}).
 *   <li>A node shall claim only what it has free slots for, and shall look again when a slot frees while more may wait.
 *   <li>A run that waits for a time shall be looked for at that time, not at the next tick: a look that does not fill its slots
 *       learns when the next run is due ({@code WakeUpsIT}). A node that recovers runs looks for them at once.
 *   <li>A wake-up that comes during a look shall lead to one more look: none is lost (one token in {@code ClaimLoop}).
 *   <li>A stop shall interrupt the agent after its transaction committed; whichever of stop and completion commits first
 *       wins, the other changes nothing.
 *   <li>An attempt whose write is lost shall be given up at once and write nothing more.
 *   <li>A node that was asked to drain shall begin no claim after the answer, and finish what it holds: the claim asks for
 *       the request in the node's own row, in its one statement, so this holds also while the node does not know yet. What
 *       a claim takes whose statement had begun before that commit is executed like all that the node holds.
 *       While a node drains, such a claim may raise its {@code in_flight} once more, for as long as one statement takes.
 *   <li>Every line of the log about a run shall begin with node, run and attempt ({@code AttemptLog.head}): {@code
 *       WatchedNodesIT}.
 *   <li>At shutdown: no new claims, readiness down, agents get {@code worker.shutdown.grace} to commit their iteration,
 *       the rest is interrupted, every run that is still RUNNING here is released, and only then the lease ends and the
 *       node's row goes. A claim that was under way when shutdown began is released like all others.
 * </ul>
 *
 * <p>Out of scope: what a claim or a write does to a run, which is {@code io.agentrunner.claim} and {@code
 * io.agentrunner.journal}.
 */
package io.agentrunner.worker;
