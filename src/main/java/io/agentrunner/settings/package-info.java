/**
 * The configuration, typed and validated.
 *
 * <pre>
 *   PUT, DELETE ──▶ table setting ──reload──▶ StoredValues in memory ──▶ Settings ◀── MicroProfile Config: environment, server
 *                        └──signal "settings"──▶ reload on the other nodes, at the latest with the heartbeat
 * </pre>
 *
 * <p>The row is authoritative for a setting of an operator. It hides every other source until it is deleted. The copy in
 * memory exists before CDI and the database do, and a node uses it during an outage of the database. A value of MicroProfile
 * Config is cached for half a second here and for half a second by the server, so a change in the admin console holds after
 * one second.
 *
 * <ul>
 *   <li>An invalid value in the environment or a system property shall stop the start. An invalid value that appears later,
 *       or was saved in the database or in the server's configuration, shall be ignored with one log line that names its
 *       source (SettingsTest, SettingsAtStartTest, ServerLauncherIT).
 *   <li>A setting that is not live shall keep its value from the start (SettingsAtStartTest, ServerLauncherIT).
 *   <li>A change shall hold at once on the node that received it. It shall hold on every other node within 2 s, or at its
 *       next heartbeat if the signal is lost (SettingsIT, DeafSettingsIT).
 *   <li>A read of the table shall not overwrite a newer one, so only one runs at a time (StoredValuesTest).
 *   <li>Only live settings shall be taken from the database (SettingsHttpIT).
 *   <li>No secret shall appear in a response or a log line (SettingsTest, SettingsHttpIT).
 * </ul>
 */
package io.agentrunner.settings;
