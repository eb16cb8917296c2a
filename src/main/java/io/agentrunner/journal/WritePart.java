package io.agentrunner.journal;

import java.util.List;

/**
 * A part of the journal's writes: the rows of one table, stored by one statement for a whole batch. {@link
 * JournalRepository} lists the parts in their order.
 */
interface WritePart {
    /** Stores the part of each write that has it. The rows of the runs are locked and belong to the attempts. */
    void store(List<AppliedWrite> writes);
}
