package io.agentrunner.claim;

import java.util.OptionalDouble;

/**
 * An attempt that its node gave back to the queue.
 *
 * @param quarantined whether the run failed, since it was given back too often in a row
 * @param sinceFirstStart seconds from the first start to the failure; empty if the run continues
 */
public record GivenBack(AttemptId attempt, String agent, boolean quarantined, OptionalDouble sinceFirstStart) {
    /** The reason why a node gives an attempt back. */
    public enum Reason {
        /** The claim had no answer, the attempt could not be started, or its end could not be stored. */
        NOT_EXECUTED("the node did not execute it", true),
        /** The node was too busy. The run is not at fault. */
        NOT_BEGUN("it did not begin within 5 s of its claim", false),
        /** An older attempt still works, and two attempts of a run never work side by side on a node. */
        OLDER_LINGERS("an older attempt of the run has not ended on this node", false);

        private final String text;
        private final boolean counts;

        Reason(String text, boolean counts) {
            this.text = text;
            this.counts = counts;
        }

        /** Returns the reason for the RUN_RELEASED event. */
        public String text() {
            return text;
        }

        /** Returns whether this reason counts against {@code worker.max.recoveries}. */
        public boolean counts() {
            return counts;
        }
    }
}
