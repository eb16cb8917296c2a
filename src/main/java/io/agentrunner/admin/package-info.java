/** {@code make key}: creates an access key with the database alone, for whoever may log in to it. Not part of the WAR. */
package io.agentrunner.admin;
