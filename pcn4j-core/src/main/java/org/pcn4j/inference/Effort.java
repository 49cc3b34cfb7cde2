package org.pcn4j.inference;

/** How much of a schedule a planner keeps. All three learn the same; the last two exist to show it. */
public enum Effort {
    /** Only what learning and observation depend on. What is provably zero, unchanged or unread is left out. */
    NEEDED,
    /**
     * Every node predicts at every time, pulls back to every free parent and relaxes, errors that are zero included; at
     * T, when nothing relaxes any more, only what learns pulls back.
     */
    EVERYTHING,
    /** The same, with the values as the state from the start: ε = x − μ is always computed, and rounds. */
    EVERYTHING_BY_VALUES
}
