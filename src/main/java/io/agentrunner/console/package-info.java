/**
 * The web console at {@code /console/}: a page of plain JavaScript modules that uses the REST interface and nothing else.
 *
 * <p>The files stand in {@code src/main/resources/console}; {@code docs/console.md} describes how they are built. They are read
 * once, compressed once and served from memory. The console shall
 *
 * <ul>
 *   <li>load from any context root, and at every path that it shows ({@code ConsoleFilesIT});
 *   <li>send no request to another host, and run no script but its own: the policy and Trusted Types forbid it
 *       ({@code ConsoleSourcesTest});
 *   <li>show text of users as text ({@code ConsoleSourcesTest});
 *   <li>have enough contrast in both themes ({@code ConsoleContrastTest}).
 * </ul>
 */
package io.agentrunner.console;
