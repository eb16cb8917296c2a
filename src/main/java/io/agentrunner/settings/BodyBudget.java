package io.agentrunner.settings;

import io.agentrunner.platform.http.HeapBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

/** Opens the budget of request bodies and pages with the configured share of the heap, before requests come. */
@ApplicationScoped
class BodyBudget {
    void open(@Observes @Initialized(ApplicationScoped.class) Object started, HeapBudget budget, Settings settings) {
        budget.open(settings.bodyBudget());
    }
}
