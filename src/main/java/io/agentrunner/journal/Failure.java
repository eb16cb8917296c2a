package io.agentrunner.journal;

import io.agentrunner.agent.StorableText;
import java.util.Objects;
import java.util.UUID;

/**
 * An error of an attempt, as a run shows it: structured and without the stack trace, which is in the log.
 *
 * @param kind the class of the error, or the server's name for it
 */
public record Failure(String kind, String message, int attempt, UUID node) {
    private static final int LONGEST_MESSAGE = 4000;

    public Failure {
        kind = StorableText.of(kind);
        message = StorableText.of(message);
    }

    /** Returns the failure for an agent's exception. */
    public static Failure of(Throwable thrown, int attempt, UUID node) {
        var type = thrown.getClass();
        var kind = type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
        var message = Objects.requireNonNullElse(message(thrown), kind);
        return new Failure(kind, message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)), attempt, node);
    }

    /** The class of the exception belongs to the agent and may fail itself. */
    private static String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    /** Returns the failure of an attempt that took longer than {@code timeout_seconds} or the run's deadline allow. */
    public static Failure timeOut(int attempt, UUID node) {
        return new Failure(
                "TimeOut", "The attempt took longer than timeout_seconds or deadline_at allow.", attempt, node);
    }
}
