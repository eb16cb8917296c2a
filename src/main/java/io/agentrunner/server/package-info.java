/**
 * Production code that lies on the server's own class path or runs beside the server: its log format, the hook that a container
 * runs before it stops, and Payara Micro unpacked with the class that starts it.
 *
 * <p>Protocol
 * <ul>
 *   <li>A class of this package shall need the JDK and its own package only: the image copies single classes of it ({@code
 *       ImageTest}).
 *   <li>No class of this package shall be in the WAR: the application must not depend on how its server was started.
 * </ul>
 */
package io.agentrunner.server;
