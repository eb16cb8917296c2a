/** What every feature stands on and no feature is in: JSON, problems, HTTP, metrics, schema, threads, time. */
package io.agentrunner.platform;
