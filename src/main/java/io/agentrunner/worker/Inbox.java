package io.agentrunner.worker;

import io.agentrunner.agent.Directive;
import io.agentrunner.claim.Claims;
import io.agentrunner.platform.database.Lane;
import io.agentrunner.run.ClaimedRun;
import java.util.ArrayList;
import java.util.List;

/**
 * The directives of one attempt. They are read from the run's log, in its order. The next commit consumes those that
 * were read. For the agent's thread, except {@link #mayHaveMore} and {@link #newest}.
 */
final class Inbox {
    private final long runId;
    private final Claims claims;
    private final List<Directive> unconsumed = new ArrayList<>();
    private volatile int newestRead;
    private int consumed;
    private volatile boolean more;

    Inbox(ClaimedRun run, Claims claims) {
        this.runId = run.id();
        this.claims = claims;
        this.newestRead = run.directivesDone();
        this.consumed = run.directivesDone();
        this.more = run.lastDirective() > run.directivesDone();
    }

    void mayHaveMore() {
        more = true;
    }

    List<Directive> read() {
        if (more) {
            // Cleared before the read, so that a directive that arrives meanwhile sets it again.
            more = false;
            var found = Lane.AGENTS.run(() -> claims.directives(runId, newestRead));
            unconsumed.addAll(found);
            newestRead = found.isEmpty() ? newestRead : found.getLast().eventId();
            more |= found.size() == Claims.DIRECTIVES_AT_ONCE;
        }
        consumed = newestRead;
        return List.copyOf(unconsumed);
    }

    /** Returns the event id of the newest directive that the agent has seen. */
    int consumed() {
        return consumed;
    }

    void committed(int lastDirective) {
        unconsumed.removeIf(directive -> directive.eventId() <= consumed);
        newest(lastDirective);
    }

    /** Notes that there is a directive with this event id. */
    void newest(int eventId) {
        if (eventId > newestRead) {
            more = true;
        }
    }
}
