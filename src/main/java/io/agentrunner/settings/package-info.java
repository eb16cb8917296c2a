/**
 * The configuration, typed and validated.
 *
 * <pre>
 *   PUT, DELETE ──▶ table setting ──reload──▶ StoredValues in memory ──▶ Settings ◀── MicroProfile Config: environment, server
 *                        └──signal "settings"──▶ reload on the other nodes, at the latest with the heartbeat
 * </pre>
 *
 * <p>The row is authoritative for what operators set; it hides every other source, deleting it falls back. What is in memory
 * exists before CDI and the database do, and is what a node goes on with while the database is away. What MicroProfile Config
 * answered is remembered for half a second, and as long by the server: a change in the admin console holds after a second.
 *
 * <ul>
 *   <li>A value out of range shall stop the start when the process was given it, by environment or system property. It shall be
 *       ignored, with one log line that names its source, when it appears later or was saved in the database or in the server's
 *       configuration (SettingsTest, SettingsAtStartTest, ServerLauncherIT).
 *   <li>A setting that is not live shall stay as it was at the start (SettingsAtStartTest, ServerLauncherIT).
 *   <li>A change shall hold on the node that answered at once, on every node within 2 s, at the latest with its next heartbeat
 *       (SettingsIT, DeafSettingsIT).
 *   <li>A read of the table shall not overwrite a newer one: one at a time (StoredValuesTest).
 *   <li>Only live settings shall be taken from the database (SettingsHttpIT).
 *   <li>No secret shall be told, in an answer or a log line (SettingsTest, SettingsHttpIT).
 * </ul>
 */
package io.agentrunner.settings;
