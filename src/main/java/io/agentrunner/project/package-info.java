/**
 * Projects: workspaces that runs belong to. Names are unique, and a constraint of the database decides between
 * concurrent requests.
 */
package io.agentrunner.project;
