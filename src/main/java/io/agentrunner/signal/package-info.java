/**
 * The bus between nodes: topics and their subscribers. A signal makes a subscriber read its data again and carries no state.
 *
 * <pre>
 *   feature ──send──▶ Broadcast ──NOTIFY──▶ Listener of each node ──▶ subscribers of the topic
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>A signal that is lost, late or doubled shall only cost time: each subscriber also polls ({@code DeafNodeIT}, {@code
 *       DeafSettingsIT}, {@code LateSignalsIT}).
 *   <li>A signal shall be sent after the commit of its change, by a statement that commits itself. Inside the transaction,
 *       NOTIFY takes a lock of the whole database.
 *   <li>After each connect the subscribers of topics without subjects shall be called, since signals may have been missed
 *       ({@code TopicsTest}).
 *   <li>A message that a subscriber does not understand shall be ignored ({@code LateSignalsIT}, {@code TopicsTest}).
 * </ul>
 */
package io.agentrunner.signal;
