/**
 * The agents that this node has: the built-in ones, their registry, and the folders that their runs work in.
 *
 * <p>Protocol
 * <ul>
 *   <li>A relative path of a project shall lie under {@code workspace.root}, and every folder under one of {@code
 *       workspace.roots} ({@code WorkspacesTest}).
 * </ul>
 */
package io.agentrunner.agents;
