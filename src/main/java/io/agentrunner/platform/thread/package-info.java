/**
 * Threads that work as long as the node does: one loop for all of them, and the task that runs when it is asked for.
 *
 * <p>Protocol
 * <ul>
 *   <li>A round that throws, an {@code Error} too, shall end no loop ({@code LoopTest}).
 *   <li>A request that comes while a task runs shall lead to one more run: none is lost ({@code LoopTest}).
 *   <li>After {@code close} no round shall begin ({@code LoopTest}).
 * </ul>
 */
package io.agentrunner.platform.thread;
