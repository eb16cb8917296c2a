/**
 * The bus between nodes: topics and their subscribers. A signal says "look again" and carries no state.
 *
 * <pre>
 *   feature ──send──▶ Broadcast ──NOTIFY──▶ Listener of each node ──▶ subscribers of the topic
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>A signal that is lost, late or doubled shall cost time only: each subscriber finds out by itself at its next poll
 *       ({@code DeafNodeIT}, {@code DeafSettingsIT}, {@code LateSignalsIT}).
 *   <li>A signal shall leave after the commit of what it is about, by a statement that commits itself: inside the transaction
 *       NOTIFY takes a lock of the whole database.
 *   <li>After each connect the subscribers of topics that only say "look again" shall be called: signals may have been missed
 *       ({@code TopicsTest}).
 *   <li>A message that a subscriber does not understand shall be ignored ({@code LateSignalsIT}, {@code TopicsTest}).
 * </ul>
 */
package io.agentrunner.signal;
