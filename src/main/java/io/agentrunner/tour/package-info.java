/** {@code make test-agent}: tries a running server from outside, only by its REST interface. */
package io.agentrunner.tour;
