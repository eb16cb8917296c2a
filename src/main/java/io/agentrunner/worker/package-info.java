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
 *   <li>A node shall abandon its attempts before its lease can have ended. The lease counts from before the renewal was
 *       sent, on the monotonic clock, less a tenth, on a thread that uses no database. Then the process becomes a new
 *       node.
 *   <li>A process whose lease ended shall abandon all attempts, and give their threads a tenth of the lease to end,
 *       before it becomes a new node. Then its runs are recovered at once ({@code RejoinIT}).
 *   <li>If the lease ends during a shutdown, the process abandons its attempts and releases their runs as the old node,
 *       unless they were recovered before ({@code MembershipTest}).
 *   <li>A renewal shall wait only for the node's row. Maintenance, the comparison of held runs and the read of settings
 *       have their own threads ({@code OnDemand}).
 *   <li>A claim that was under way when the lease ended shall not be executed. Either the start or the watch notices
 *       it.
 *   <li>No run shall stay RUNNING on a live node that does not execute it. {@code Comparison} checks both at each
 *       heartbeat. An attempt that is executed but not held is abandoned. An attempt that is held but not executed at
 *       two comparisons in a row is given back, fenced by (run, attempt, node), with the reason in RUN_RELEASED. This
 *       holds the lock for claims, so a claim whose answer is on the way is not affected. An attempt that ended
 *       meanwhile is no longer held ({@code ComparisonIT}).
 *   <li>After a claim without an answer each poll of the next ten seconds requests a comparison. If the claim was
 *       committed after all, its runs are claimed again within two polls ({@code UnansweredCommitIT}). The comparisons
 *       of the heartbeats find a later commit ({@code HeldBackCommitIT}).
 *   <li>A stop names the newest attempt that it ends, so a late stop does not end an attempt after a retry ({@code
 *       LateSignalsIT}).
 *   <li>Every attempt shall stay reachable until its thread has ended. An attempt that a later attempt of its run
 *       replaces is abandoned first ({@code RunningTest}).
 *   <li>The stored data of a run shall be read on its attempt's own thread, and each attempt shall be started
 *       separately. A fault of one run fails only that run ({@code OwnFaultsIT}).
 *   <li>The time-out of an attempt shall count from its begin. An attempt that has not begun within 5 s of its claim
 *       shall be released, without a failure. While attempts wait for a processor, the node claims nothing ({@code
 *       CarriersIT}). Other nodes wait for this time, too, before they time an attempt out.
 *   <li>A node shall claim runs of CPU-bound agents only up to {@code worker.cpu.concurrency}, and a submit shall start
 *       none. So every claimed run begins ({@code CpuBoundIT}).
 *   <li>A time-out shall be written first, and then the agent is interrupted. An agent that ignores its interruption
 *       shall keep its slot, up to {@code worker.linger.slots}, and shall be logged and counted. No later attempt of
 *       its run shall begin on this node before it has ended ({@code LingeringIT}).
 *   <li>Signals shall carry no state but the attempt that a stop ends. A lost signal costs at most a check interval or
 *       a heartbeat.
 *   <li>A submit on a free node shall start its runs by the statement that stores them ({@code PromptStartIT}). A claim
 *       and an offer to a submit hold one lock until the commit, when the runs are known here. A submit does not wait
 *       for this lock and does not take it before a waiting poll. If a submit waits for a place or for a locked
 *       project, the polls of its node wait, too, for at most three seconds. Then the node is offered to no submit for
 *       five seconds ({@code LockedRowsIT}). A failed transaction starts nothing. If it was committed after all, its
 *       runs are given back like those of such a claim.
 *   <li>An attempt shall keep its slot until its end is committed, so that claims never outrun the journal ({@code
 *       HandOverIT}).
 *   <li>A node shall claim only as many runs as it has free slots, and shall poll again when a slot becomes free while
 *       more runs may wait.
 *   <li>A poll shall come at the time for which a run waits, not at the next tick: a poll that does not fill its slots
 *       also reads when the next run is due ({@code WakeUpsIT}). A node that recovers runs polls at once.
 *   <li>A wake-up during a poll shall lead to one more poll, so no wake-up is lost (one token in {@code ClaimLoop}).
 *   <li>A stop shall interrupt the agent after its commit. If a stop and a completion race, the first commit wins, and
 *       the other changes nothing.
 *   <li>An attempt whose write is lost shall be abandoned at once and write nothing more.
 *   <li>A node that was asked to drain shall begin no claim after the response, and finish its runs. The claim's only
 *       statement checks the request in the node's row, so this holds even before the node knows of the request. A
 *       claim whose statement began before that commit is executed normally. So a claim may raise the {@code in_flight}
 *       of a draining node once more, within the time of one statement.
 *   <li>Every line of the log about a run shall begin with node, run and attempt ({@code AttemptLog.head}): {@code
 *       WatchedNodesIT}.
 *   <li>At shutdown the node shall begin no claim and be not ready. Agents get {@code worker.shutdown.grace} to commit
 *       their iteration, and then they are interrupted. Every run that is still RUNNING here is released, and only then
 *       the lease ends and the node's row is deleted. A claim that was under way is released like all others.
 * </ul>
 *
 * <p>Out of scope: the effect of a claim or a write on a run, see {@code io.agentrunner.claim} and {@code
 * io.agentrunner.journal}.
 */
package io.agentrunner.worker;
