/**
 * {@code make verify}: checks every invariant in a database, read-only, while nodes run or stand still.
 *
 * <p>Protocol
 * <ul>
 *   <li>A check shall change nothing: its session is read-only ({@code VerifyIT}).
 *   <li>A check shall be able to find the fault that it looks for: each is seen red on planted rows ({@code VerifyIT}).
 * </ul>
 */
package io.agentrunner.verify;
