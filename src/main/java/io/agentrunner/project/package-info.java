/** Projects: workspaces that runs belong to. Names are unique; the database's constraint decides between two at once. */
package io.agentrunner.project;
