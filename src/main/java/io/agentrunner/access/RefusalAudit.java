package io.agentrunner.access;

import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.problem.FaultLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * Notes refused requests in the audit: per minute at most {@value #MOST_OF_ADDRESS} of an address and {@value #MOST} of all, so
 * that a client without a key cannot fill the database. Thread-safe.
 */
@ApplicationScoped
public class RefusalAudit {
    static final int MOST_OF_ADDRESS = 10;
    static final int MOST = 100;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final FaultLog FAULTS = new FaultLog(RefusalAudit.class);

    @Inject
    private Audit audit;

    @Inject
    private Actor actor;

    private final Map<String, Integer> ofAddress = new HashMap<>();
    private int all;
    private long since = System.nanoTime();

    /** @param author null if nobody signed in */
    void note(String author, HttpServletRequest request, String why) {
        if (!within(actor.address())) {
            return;
        }
        try {
            Lane.CHANGES.run(() -> {
                audit.refused(author, request.getMethod() + " " + request.getRequestURI(), why);
                return null;
            });
        } catch (RuntimeException e) {
            FAULTS.warn("A refused request was not noted in the audit", e);
        }
    }

    private synchronized boolean within(String address) {
        var now = System.nanoTime();
        if (now - since >= MINUTE_NANOS) {
            since = now;
            all = 0;
            ofAddress.clear();
        }
        return all < MOST && ofAddress.merge(address, 1, Integer::sum) <= MOST_OF_ADDRESS && ++all <= MOST;
    }
}
