package io.agentrunner.journal;

import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** The checkpoints of the writes that bring one. */
@Dependent
class CheckpointPart implements WritePart {
    @Inject
    private Sql sql;

    @Override
    public void store(List<AppliedWrite> writes) {
        var saved = writes.stream()
                .map(AppliedWrite::write)
                .filter(write -> write.checkpoint() != null)
                .toList();
        if (saved.isEmpty()) {
            return;
        }
        sql.named("Checkpoint.journal")
                .withEach("runs", saved, Long[]::new, RunWrite::runId)
                .withEach("iterations", saved, Integer[]::new, RunWrite::iteration)
                .withEach("checkpoints", saved, String[]::new, RunWrite::checkpoint)
                .update();
    }
}
