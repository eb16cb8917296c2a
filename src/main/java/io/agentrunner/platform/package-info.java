/** What every feature stands on and no feature is in: JSON, problems, HTTP, metrics, schema, time. */
package io.agentrunner.platform;
