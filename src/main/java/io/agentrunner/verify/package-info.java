/**
 * {@code make verify}: checks every invariant in a database, read-only, with or without running nodes.
 *
 * <p>Protocol
 * <ul>
 *   <li>A check shall change nothing: its session is read-only ({@code VerifyIT}).
 *   <li>Each check shall find its fault, and is seen red on planted rows ({@code VerifyIT}).
 * </ul>
 */
package io.agentrunner.verify;
