package io.agentrunner.access;

/**
 * This node forgot the credentials that it had verified, since one of them was revoked. A part that serves a caller for
 * longer than a request, such as an event stream, asks {@link Authenticator} again.
 */
public record AccessForgotten() {}
