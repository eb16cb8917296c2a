package io.agentrunner.journal;

import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** The changes of the runs' rows. Each write has one. */
@Dependent
class RunPart implements WritePart {
    @Inject
    private Sql sql;

    @Override
    public void store(List<AppliedWrite> writes) {
        var changed = sql.named("Run.journal")
                .withEach("runs", writes, Long[]::new, each -> each.write().runId())
                .withEach(
                        "attempts", writes, Integer[]::new, each -> each.write().attempt())
                .withEach(
                        "nodes",
                        writes,
                        String[]::new,
                        each -> each.write().node().toString())
                .withEach(
                        "iterations",
                        writes,
                        Integer[]::new,
                        each -> each.write().iteration())
                .withEach(
                        "events", writes, Integer[]::new, each -> each.events().size())
                .withEach("directives", writes, Integer[]::new, AppliedWrite::directivesDone)
                .withEach(
                        "statuses", writes, String[]::new, each -> each.status().name())
                .withEach("results", writes, String[]::new, each -> each.run().result())
                .withEach("errors", writes, String[]::new, each -> each.run().error())
                .withEach("failures", writes, Integer[]::new, each -> each.run().failures())
                .withEach(
                        "runAts", writes, String[]::new, each -> text(each.run().runAt()))
                .withEach("awaited", writes, Long[]::new, each -> each.run().waitsFor())
                .update();
        if (changed != writes.size()) {
            throw new IllegalStateException(
                    "The journal locked %d runs but could write %d of them.".formatted(writes.size(), changed));
        }
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
