/**
 * The configuration, typed and validated, from MicroProfile Config: environment, server settings, admin console.
 *
 * <p>A value out of range shall stop the start, and shall be ignored, with one log line, when it appears later.
 */
package io.agentrunner.settings;
