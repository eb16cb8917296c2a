/** Threads that a server does not lend: each of its own name, with the context of the application. */
package io.agentrunner.platform.thread;
