package io.agentrunner.access;

/** A credential cannot be checked now; the message is for the log. */
final class UndecidedException extends RuntimeException {
    UndecidedException(String reason) {
        super(reason, null, false, false);
    }
}
