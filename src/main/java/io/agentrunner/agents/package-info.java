/**
 * The agents of this node: the built-in ones, the registry of all agents, and the folders in which their runs work.
 *
 * <p>Protocol
 * <ul>
 *   <li>A relative path of a project shall lie under {@code workspace.root}, and every folder under one of {@code
 *       workspace.roots} ({@code WorkspacesTest}).
 * </ul>
 */
package io.agentrunner.agents;
