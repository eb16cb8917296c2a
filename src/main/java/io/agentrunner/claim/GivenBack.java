package io.agentrunner.claim;

import java.util.OptionalDouble;

/**
 * An attempt that its node gave back to the queue.
 *
 * @param quarantined whether the run failed with it: it was given back too often in a row
 * @param sinceFirstStart seconds until it failed; none when it goes on
 */
public record GivenBack(AttemptId attempt, String agent, boolean quarantined, OptionalDouble sinceFirstStart) {
    /** Why a node gives an attempt back. */
    public enum Reason {
        /** Its claim was not answered, it could not be started, or its end could not be stored. */
        NOT_EXECUTED("the node did not execute it", true),
        /** The node was too busy: nothing is wrong with the run. */
        NOT_BEGUN("it did not begin within 5 s of its claim", false),
        /** Two attempts of a run do not work side by side on a node. */
        OLDER_LINGERS("an older attempt of the run has not ended on this node", false);

        private final String text;
        private final boolean counts;

        Reason(String text, boolean counts) {
            this.text = text;
            this.counts = counts;
        }

        /** The reason in the RUN_RELEASED event. */
        public String text() {
            return text;
        }

        /** Returns whether it counts against {@code worker.max.recoveries}. */
        public boolean counts() {
            return counts;
        }
    }
}
