package io.agentrunner.event;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** One entry of a run's log; never changed once written. */
@Entity
@IdClass(Event.Key.class)
@NamedQuery(
        name = "Event.countDirectivesAfter",
        query = "select count(e) from Event e where e.runId = :run and e.id > :after and e.type = 'DIRECTIVE'")
@NamedQuery(
        name = "Event.directivesAfter",
        query = "select e from Event e where e.runId = :run and e.id > :after and e.type = 'DIRECTIVE' order by e.id")
class Event {
    @Id
    @Column(name = "run_id")
    private Long runId;

    @Id
    private Integer id;

    private String type;
    private String payload;
    private int attempt;
    private String actor;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Event() {}

    EventView view() {
        return new EventView(id, runId, type, payload, null, attempt, actor, createdAt);
    }

    /** Where an event stands: its run, and its number in that run's log. */
    static class Key implements Serializable {
        private Long runId;
        private Integer id;

        protected Key() {}

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Objects.equals(runId, key.runId) && Objects.equals(id, key.id);
        }

        @Override
        public int hashCode() {
            return Objects.hash(runId, id);
        }
    }
}
