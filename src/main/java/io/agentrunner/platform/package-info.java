/** What every feature stands on and no feature is in: JSON, problems, HTTP, schema, time. */
package io.agentrunner.platform;
