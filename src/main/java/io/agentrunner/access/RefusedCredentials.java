package io.agentrunner.access;

import io.agentrunner.gate.WrongKeys;
import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/** The answer to a credential that is not valid: it is counted, entered in the audit, and slowed down. Thread-safe. */
@ApplicationScoped
public class RefusedCredentials {
    @Inject
    private WrongKeys wrongKeys;

    @Inject
    private RefusalAudit audit;

    @Inject
    private Actor actor;

    /** Counts the refusal; returns 401, or 429 if the address sent many wrong credentials. */
    ProblemException refuse(HttpServletRequest request) {
        audit.note(null, request, "not a valid credential");
        var wait = wrongKeys.count(actor.address());
        return wait.isPresent()
                ? ProblemException.tooManyRequests(
                        "Too many wrong credentials came from your address; wait before the next.", wait.getAsInt())
                : ProblemException.unauthorized("The key, token or session is not valid, or not any more.");
    }
}
