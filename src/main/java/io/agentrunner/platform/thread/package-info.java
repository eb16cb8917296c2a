/**
 * Threads that work as long as the node does: one loop for all of them, and a task that runs on request.
 *
 * <p>Protocol
 * <ul>
 *   <li>A round that throws, an {@code Error} too, shall end no loop ({@code LoopTest}).
 *   <li>A request during a task shall lead to one more run, so no request is lost ({@code LoopTest}).
 *   <li>After {@code close} no round shall begin ({@code LoopTest}).
 * </ul>
 */
package io.agentrunner.platform.thread;
