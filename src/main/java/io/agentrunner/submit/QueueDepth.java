package io.agentrunner.submit;

import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.run.Counts;
import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Enforces {@code queue.max.depth} for due runs and {@code queue.max.scheduled} for those that are due later. Counts
 * the queued runs in the database plus those that this node is about to add, so that concurrent submits do not all find
 * the last place free. Exact to one batch per node. Thread-safe.
 */
@ApplicationScoped
class QueueDepth {
    private static final int RETRY_AFTER_SECONDS = 2;
    private static final Admission UNLIMITED = request -> {};

    @Inject
    private Settings settings;

    /** The runs that this node is about to add, without and with a time of their own. */
    private final AtomicLong enteringNow = new AtomicLong();

    private final AtomicLong enteringTimed = new AtomicLong();

    /** Decides on the requests of one transaction, one after another. */
    interface Admission {
        /** Adds the request, or refuses it with 429 if its runs no longer fit. */
        void admit(Submit request);
    }

    /** Submits the runs of these requests. Their transaction is over when this returns. */
    <T> T entering(Collection<Submit> requests, Supplier<T> submit) {
        var timed = timed(requests);
        var now = Submit.count(requests) - timed;
        enteringNow.addAndGet(now);
        enteringTimed.addAndGet(timed);
        try {
            return submit.get();
        } finally {
            enteringNow.addAndGet(-now);
            enteringTimed.addAndGet(-timed);
        }
    }

    private static int timed(Collection<Submit> requests) {
        return (int) requests.stream()
                .flatMap(request -> request.runs().stream())
                .filter(run -> run.runAt() != null)
                .count();
    }

    /** Decides on new requests. The database is not queried while there is no limit. */
    Admission admission(List<Submit> requests, Supplier<Counts> database) {
        if (settings.maxQueueDepth() == 0 && settings.maxScheduled() == 0) {
            return UNLIMITED;
        }
        var counts = database.get();
        var timed = timed(requests);
        return new Limited(
                counts.at(),
                counts.queued() + enteringNow.get() - (Submit.count(requests) - timed),
                counts.scheduled() + enteringTimed.get() - timed);
    }

    private final class Limited implements Admission {
        private final Instant now;
        private long due;
        private long scheduled;

        Limited(Instant now, long due, long scheduled) {
            this.now = now;
            this.due = due;
            this.scheduled = scheduled;
        }

        @Override
        public void admit(Submit request) {
            var later = request.runs().stream()
                    .filter(run -> run.runAt() != null && run.runAt().isAfter(now))
                    .count();
            var soon = request.runs().size() - later;
            if (soon > 0 && isOver(due + soon, settings.maxQueueDepth())) {
                throw refused("The queue is full: it accepts %d runs that are due (queue.max.depth). Try again later."
                        .formatted(settings.maxQueueDepth()));
            }
            if (later > 0 && isOver(scheduled + later, settings.maxScheduled())) {
                throw refused(
                        "Too many runs wait for their time: %d are allowed (queue.max.scheduled). Try again later."
                                .formatted(settings.maxScheduled()));
            }
            due += soon;
            scheduled += later;
        }

        private static boolean isOver(long runs, int most) {
            return most > 0 && runs > most;
        }

        private static ProblemException refused(String why) {
            return ProblemException.tooManyRequests(why, RETRY_AFTER_SECONDS);
        }
    }
}
