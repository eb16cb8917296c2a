/** The base of every feature, without any feature: JSON, problems, HTTP, metrics, schema, threads, time. */
package io.agentrunner.platform;
