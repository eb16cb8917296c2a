/** The ground of every feature, with no feature in it: JSON, problems, HTTP, metrics, schema, threads, time. */
package io.agentrunner.platform;
