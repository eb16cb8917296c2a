/** {@code make test-agent}: tries a running server from outside, by its REST interface alone. */
package io.agentrunner.tour;
