/**
 * Production code on the server's own class path or beside the server: its log format, the hook that a container runs before
 * it stops, and the unpacked Payara Micro with its main class.
 *
 * <p>Protocol
 * <ul>
 *   <li>A class of this package shall use only the JDK and its own package, since the image contains single classes of it
 *       ({@code ImageTest}).
 *   <li>No class of this package shall be in the WAR, since the application must not depend on the way its server was
 *       started.
 * </ul>
 */
package io.agentrunner.server;
