/**
 * Statements by name, and their rows. The SQL stands in {@code sql/*.sql}, in the form that {@link
 * io.agentrunner.platform.sql.StatementFile} describes.
 */
package io.agentrunner.platform.sql;
