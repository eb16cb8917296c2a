package io.agentrunner.project;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;

/** A workspace that runs belong to. */
@Entity
class Project {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;

    @Column(name = "local_path")
    private String localPath;

    /** Set by the database, by its clock. */
    @Column(name = "created_at", insertable = false, updatable = false)
    private Instant createdAt;

    protected Project() {}

    Project(String name, String localPath) {
        this.name = name;
        this.localPath = localPath;
    }

    void change(ChangeProject change) {
        if (change.name() != null) {
            name = change.name();
        }
        if (change.localPath() != null) {
            localPath = change.localPath();
        }
    }

    ProjectView view() {
        return new ProjectView(id, name, localPath, createdAt);
    }
}
